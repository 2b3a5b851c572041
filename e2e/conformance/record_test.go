package conformance_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A recorder is an emulator whose wire is tapped.
type recorder struct {
	*orkeytest.Emulator
	url       string
	exchanges chan *exchange
}

func newRecorder(t *testing.T, cfg orkeytest.Config) *recorder {
	t.Helper()
	emulator, err := orkeytest.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{Emulator: emulator, exchanges: make(chan *exchange, 100)}
	server := httptest.NewServer(r)
	t.Cleanup(func() {
		emulator.Close()
		server.Close()
	})
	r.url = server.URL
	return r
}

// ServeHTTP passes requests on to the emulator, and keeps those to the API but
// for a browser's preflights, which are no part of it, and to the authorize page.
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	path, api := strings.CutPrefix(req.URL.Path, "/api/v1")
	if req.Method == http.MethodOptions || !api && path != "/auth" {
		r.Emulator.ServeHTTP(w, req)
		return
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // the client went away
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	x := &exchange{method: req.Method, path: path, query: req.URL.Query(), header: req.Header.Clone(), body: body}
	answer := &tap{ResponseWriter: w, status: http.StatusOK}
	defer func() { // also when the emulator cuts the connection
		x.status, x.answerHeader, x.answer = answer.status, w.Header().Clone(), answer.body.Bytes()
		r.exchanges <- x
	}()
	r.Emulator.ServeHTTP(answer, req)
}

// next waits for an exchange to be over, and returns the first not yet returned.
func (r *recorder) next(t *testing.T) *exchange {
	t.Helper()
	select {
	case x := <-r.exchanges:
		return x
	case <-time.After(chromiumtest.Patience):
		t.Fatal("no request came")
		return nil
	}
}

// A tap keeps a copy of what passes through.
type tap struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (w *tap) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *tap) Write(p []byte) (int, error) {
	w.body.Write(p)
	return w.ResponseWriter.Write(p)
}

// Unwrap lets the emulator flush and hijack.
func (w *tap) Unwrap() http.ResponseWriter { return w.ResponseWriter }
