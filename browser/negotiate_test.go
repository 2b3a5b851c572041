package browser_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/orkey-dev/orkey/browser"
)

// ask fetches a file with these values of Accept-Encoding.
func ask(method, name string, accept ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/"+name, nil)
	r.Header["Accept-Encoding"] = accept
	w := httptest.NewRecorder()
	w.Header().Set("Vary", "Origin") // as a handler around ours may
	browser.Handler().ServeHTTP(w, r)
	return w
}

// RFC 9110, section 12.5.3: the coding with the most weight, and of equals the
// smallest.
func TestNegotiation(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		want   string
		accept []string
	}{
		{"", nil},
		{"", []string{""}},
		{"br", []string{"gzip, deflate, br, zstd"}}, // Chromium, Firefox, Safari
		{"br", []string{"br"}},
		{"gzip", []string{"gzip"}},
		{"gzip", []string{"deflate,\tGZip"}},
		{"gzip", []string{"x-gzip"}},
		{"br", []string{"gzip", "br"}},
		{"", []string{"zstd, deflate"}},
		{"gzip", []string{"br;q=0.5, gzip;q=0.501"}},
		{"br", []string{"br;q=0.5, gzip;q=0.5"}},
		{"gzip", []string{"br;q=0, gzip"}},
		{"gzip", []string{"br;q=0.000, gzip;q=1.000"}},
		{"br", []string{"br ; Q=0.001"}},
		{"br", []string{"*"}},
		{"gzip", []string{"br;q=0, *;q=0.1"}},
		{"", []string{"br;q=0, gzip;q=0.3, *;q=0.8"}},
		{"", []string{"*;q=0"}},
		{"gzip", []string{"*;q=0, gzip"}},
		{"", []string{"identity"}},
		{"", []string{"identity, gzip;q=0.9"}},
		{"br", []string{"identity;q=0.5, br"}},
		{"br", []string{"identity, br"}},
		{"br", []string{"identity;q=0, br;q=0.1"}},
		{"", []string{"identity;q=0"}}, // nothing is left, and this everybody reads
		{"gzip", []string{"br;q=1.001, gzip;q=0.1"}},
		{"gzip", []string{"br;q=0.0001, br;q=-1, br;q=+1, br;q=1e0, br;q=, br;q, br;0.5, gzip;q=0.1"}},
		{"", []string{",;,;q=1,, ;=,"}},
	} {
		if got := ask("GET", "orkey.min.js", tc.accept...).Header().Get("Content-Encoding"); got != tc.want {
			t.Errorf("Accept-Encoding %q gives %q, want %q", tc.accept, got, tc.want)
		}
	}
}

// What has no brotli comes in what is wanted next.
func TestNoBrotli(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{"br, gzip": "gzip", "br": "", "br;q=1, gzip;q=0.1": "gzip"} {
		w := ask("GET", "orkey.js", accept)
		if got := w.Header().Get("Content-Encoding"); got != want || !bytes.Equal(decoded(t, w), file(t, "orkey.js")) {
			t.Errorf("Accept-Encoding %q gives %q, want %q", accept, got, want)
		}
	}
}

// Every file comes whole in every coding that it has, each an entity of its own.
func TestCodings(t *testing.T) {
	t.Parallel()
	for name, codings := range map[string][]string{
		"orkey.js":                {"identity", "gzip"},
		"orkey.d.ts":              {"identity", "gzip"},
		"orkey.min.js":            {"identity", "gzip", "br"},
		"orkey.css":               {"identity", "gzip", "br"},
		"orkey.languages.js":      {"identity", "gzip", "br"},
		browser.Path("orkey.css"): {"identity", "gzip", "br"},
	} {
		sizes, tags := map[string]int{}, map[string]bool{}
		for i, coding := range codings {
			w := ask("GET", name, coding)
			h := w.Header()
			sizes[coding] = w.Body.Len()
			tags[h.Get("ETag")] = true
			if vary := strings.Join(h.Values("Vary"), ", "); vary != "Origin, Accept-Encoding" || h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
				t.Errorf("%s, %s: %v", name, coding, h)
			}
			if got := decoded(t, w); name != browser.Path("orkey.css") && !bytes.Equal(got, file(t, name)) {
				t.Errorf("%s, %s: not the file", name, coding)
			}
			if i > 0 && sizes[coding] >= sizes[codings[i-1]] {
				t.Errorf("%s: sizes %v", name, sizes)
			}
			if head := ask("HEAD", name, coding); head.Body.Len() != 0 || head.Header().Get("Content-Length") != h.Get("Content-Length") {
				t.Errorf("HEAD %s, %s: %v", name, coding, head.Header())
			}
		}
		if len(tags) != len(codings) {
			t.Errorf("%s: ETags %v, sizes %v", name, tags, sizes)
		}
	}
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	content, err := fs.ReadFile(browser.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func decoded(t testing.TB, w *httptest.ResponseRecorder) []byte {
	t.Helper()
	var r io.Reader = w.Body
	var err error
	switch w.Header().Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		r, err = gzip.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// Whatever a stranger asks for, the file arrives in a coding that was named.
func FuzzAcceptEncoding(f *testing.F) {
	for _, seed := range []string{"", "gzip, br", "br;q=0.5,*;q=0", "x-gzip;q=1.000", "*", "identity;q=0", ";q=,q=;"} {
		f.Add(seed)
	}
	want := file(f, "orkey.css")
	f.Fuzz(func(t *testing.T, accept string) {
		w := ask("GET", "orkey.css", accept)
		coding := w.Header().Get("Content-Encoding")
		if w.Code != http.StatusOK || !bytes.Equal(decoded(t, w), want) {
			t.Errorf("%q: %d", accept, w.Code)
		}
		if coding != "" && !strings.Contains(strings.ToLower(accept), coding) && !strings.Contains(accept, "*") {
			t.Errorf("%q gives %s", accept, coding)
		}
	})
}
