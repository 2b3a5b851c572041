package orkeytest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// controlRoutes are the routes under /_emulator/, documented in the package documentation.
func (e *Emulator) controlRoutes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET "+page.LivePath+"{$}", e.livePage)
	m.HandleFunc("POST "+page.LivePath+"{$}", e.liveForm)
	m.HandleFunc("GET "+page.EventsPath, e.liveEvents)
	m.Handle(page.AssetsPath, page.Assets())

	m.Handle("POST /_emulator/approve", control(e.controlApprove))
	m.Handle("POST /_emulator/deny", control(e.controlDeny))
	m.Handle("GET /_emulator/settings", control(e.controlSettings))
	m.Handle("PATCH /_emulator/settings", control(e.controlConfigure))
	m.Handle("GET /_emulator/clock", control(e.controlClock))
	m.Handle("POST /_emulator/clock", control(e.controlSetClock))
	m.Handle("GET /_emulator/faults", control(e.controlRules))
	m.Handle("POST /_emulator/faults", control(e.controlInject))
	m.Handle("DELETE /_emulator/faults", control(e.controlRemoveAll))
	m.Handle("DELETE /_emulator/faults/{id}", control(e.controlRemove))
	m.Handle("GET /_emulator/keys", control(e.controlKeys))
	m.Handle("POST /_emulator/keys", control(e.controlNewKey))
	m.Handle("DELETE /_emulator/keys/{hash}", control(e.controlDeleteKey))
	m.Handle("GET /_emulator/requests", control(e.controlRequests))
	m.Handle("POST /_emulator/reset", control(e.controlReset))
	return orJSON(m)
}

// orJSON is m, except that what it has no route for is answered with JSON as the routes are.
func orJSON(m *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := m.Handler(r); pattern != "" {
			m.ServeHTTP(w, r)
			return
		}
		found := statusOnly{ResponseWriter: w}
		m.ServeHTTP(&found, r)
		problem := "there is no such route; see the package documentation of orkeytest"
		if allow := w.Header().Get("Allow"); allow != "" {
			problem = "this route takes " + allow
		}
		writeControl(w, found.status, controlError(problem))
	})
}

// statusOnly remembers the status of an answer and sets its header, and sends nothing.
type statusOnly struct {
	http.ResponseWriter
	status int
}

func (w *statusOnly) WriteHeader(status int)      { w.status = status }
func (w *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

// control is a route that takes and answers JSON. What it returns is the answer, nil for 204; an error is a 400 with
// {"error": "…"}, or a 404 if it is errGone.
type control func(*http.Request) (any, error)

// errGone is the error of a route that found nothing by the name it was given.
var errGone = errors.New("there is no such thing, or not any more")

// maxControlBody bounds what the control routes take.
const maxControlBody = 1 << 20

func (h control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxControlBody)
	status := http.StatusOK
	answer, err := h(r)
	switch {
	case errors.Is(err, errGone):
		status = http.StatusNotFound
	case err != nil:
		status = http.StatusBadRequest
	case answer == nil:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err != nil {
		answer = controlError(strings.ReplaceAll(err.Error(), "orkeytest: ", ""))
	}
	writeControl(w, status, answer)
}

func controlError(problem string) any { return map[string]string{"error": problem} }

func writeControl(w http.ResponseWriter, status int, answer any) {
	head := w.Header()
	head.Set("Content-Type", "application/json")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // a client that went away needs no answer
}

// read reads a JSON body into v, which it must fit without rest.
func read(r *http.Request, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return errors.New("the body must be JSON as documented: " + scrub(err.Error()))
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("the body must be one JSON value")
	}
	return nil
}
