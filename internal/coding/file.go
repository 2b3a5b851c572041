// Package coding serves files whose content is known beforehand, compressed
// beforehand: by brotli or gzip, as the browser prefers.
package coding

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// A File is content with all the codings there are of it.
type File struct {
	Hash        string // of the content, short
	contentType string
	coded       map[string][]byte // by content coding
}

// New makes a File and compresses it by gzip. The standard library has no
// brotli: that of the content is given, or nil.
func New(contentType string, content, brotli []byte) *File {
	digest := sha256.Sum256(content)
	f := &File{
		Hash:        hex.EncodeToString(digest[:8]), // 64 bits are plenty to tell one build from another
		contentType: contentType,
		coded:       map[string][]byte{Identity: content, Gzip: zip(content)},
	}
	if brotli != nil {
		f.coded[Brotli] = brotli
	}
	return f
}

// Content is what the file holds, to be read only.
func (f *File) Content() []byte { return f.coded[Identity] }

// ServeHTTP answers GET and HEAD, with an ETag for each coding, and refuses other
// methods. For how long the answer may be cached is the caller's to say.
func (f *File) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Del("Cache-Control")
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	coding := negotiate(r.Header.Values("Accept-Encoding"), f.coded[Brotli] != nil)
	content := f.coded[coding]
	header.Set("Content-Type", f.contentType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Accept-Encoding")
	// Each coding is a representation of its own: RFC 9110, section 8.8.3.3.
	if coding == Identity {
		header.Set("ETag", `"`+f.Hash+`"`)
	} else {
		header.Set("ETag", `"`+f.Hash+"-"+coding+`"`)
		header.Set("Content-Encoding", coding)
	}
	header.Set("Content-Length", strconv.Itoa(len(content))) // http.ServeContent sets none for a coding
	// It answers If-None-Match and HEAD; there is no time to answer by.
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// zip compresses as well as it can; it has to only once.
func zip(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // there is such a level
	}
	w.Write(content) // to memory
	w.Close()
	return out.Bytes()
}
