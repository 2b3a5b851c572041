package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// A file is one of a release, or in an archive of it.
type file struct {
	name    string
	content []byte
	mode    fs.FileMode
}

func (f file) write(dir string) error {
	return os.WriteFile(filepath.Join(dir, f.name), f.content, f.mode)
}

// folder returns the files in a directory.
func folder(dir string) ([]file, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, file{entry.Name(), content, 0o644})
	}
	return files, nil
}

// archive packs files in the way of a platform, below a directory that has the
// name of the archive.
func (s *source) archive(p platform, files []file) (file, error) {
	name := strings.Join([]string{"orkey", strings.TrimPrefix(s.version, "v"), p.os, p.arch}, "_")
	if p.os == "windows" {
		content, err := zipped(name, s.time, files)
		return file{name + ".zip", content, 0o644}, err
	}
	content, err := tarball(name, s.time, files)
	return file{name + ".tar.gz", content, 0o644}, err
}

// tarball returns a compressed tar of files below a directory. What would tell one
// machine or moment from another is left out.
func tarball(dir string, at time.Time, files []file) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out) // the best level is three times the work for one in a hundred bytes
	w := tar.NewWriter(z)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{
			Name: path.Join(dir, f.name), Mode: int64(f.mode), Size: int64(len(f.content)), ModTime: at, Format: tar.FormatUSTAR,
		})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	err := z.Close()
	return out.Bytes(), err
}

func zipped(dir string, at time.Time, files []file) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: path.Join(dir, f.name), Method: zip.Deflate, Modified: at}
		h.SetMode(f.mode)
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// sums is what sha256sum --check reads.
func sums(files []file) file {
	var text bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&text, "%x  %s\n", sha256.Sum256(f.content), f.name)
	}
	return file{"SHA256SUMS", text.Bytes(), 0o644}
}
