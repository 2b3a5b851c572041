package orkeytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// call is one request under way: what is known of it so far, and what goes into the journal.
type call struct {
	e     *Emulator
	cfg   *Config // as it was when the request came
	now   time.Time
	r     *http.Request
	w     answerWriter
	entry entry
	start time.Time
	user  string // the ID of whose key or code it is, if known
	fault *Fault // played on this request, if any: see faulty
}

// maxKept is how much of a body the journal keeps.
const maxKept = 16 << 10

// begin puts the request into the journal.
func (e *Emulator) begin(w http.ResponseWriter, r *http.Request) *call {
	c := &call{e: e, cfg: e.config.Load(), now: e.clock.now(), r: r, start: time.Now()}
	c.w.ResponseWriter = w
	c.entry = entry{
		began: c.now, method: r.Method, path: r.URL.Path, query: r.URL.RawQuery,
		request: message{header: r.Header.Clone()},
	}
	e.journal.begin(&c.entry)
	return c
}

// end completes the journal's entry. Deferred, so that a connection that is cut on purpose is noted too.
func (c *call) end() {
	c.entry.done = true
	c.entry.took = time.Since(c.start)
	c.entry.status = c.w.status
	c.entry.answer = message{header: c.w.Header().Clone(), body: c.w.kept, cut: c.w.cut}
	c.publish()
	if log := c.e.log; log != nil {
		log.Info("request", "method", c.entry.method, "path", c.entry.redactedPath(), "status", c.entry.status,
			"took", c.entry.took, "note", c.entry.note)
	}
}

// publish stores what is known so far, for those who watch a request that takes long.
func (c *call) publish() { c.e.journal.update(&c.entry) }

// explain notes something about the request, once more if there is something already.
func (c *call) explain(note string) {
	if c.entry.note != "" {
		note = c.entry.note + "; " + note
	}
	c.entry.note = scrub(note)
}

// errTooLarge is what body returns for a body beyond its limit.
var errTooLarge = errors.New("body too large")

// body reads the request's body and keeps the beginning of it for the journal.
func (c *call) body(limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(c.r.Body, limit+1))
	kept := body[:min(len(body), maxKept)]
	c.entry.request.body = bytes.Clone(kept)
	c.entry.request.cut = len(kept) < len(body)
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > limit {
		return nil, errTooLarge
	}
	return body, nil
}

// maxAuthBody bounds the bodies of the sign-in's endpoints, which are tiny.
const maxAuthBody = 64 << 10

// decode reads a JSON body that a schema describes. What is wrong with it is answered by refuse, which is nil if
// nothing is: the caller first looks whether a fault is to be played instead. Issues with the schema are answered by
// invalid. The body is returned as far as it could be read.
func (c *call) decode(limit int64, s schema, invalid func([]issue)) (body map[string]any, refuse func()) {
	raw, err := c.body(limit)
	if err != nil {
		return nil, func() { c.unreadable(err) }
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, c.malformed
	}
	body, _ = v.(map[string]any)
	var issues []issue
	if s.check(v, nil, &issues); len(issues) > 0 {
		return body, func() { invalid(issues) }
	}
	return body, nil
}

// unreadable answers a request whose body did not come whole.
func (c *call) unreadable(err error) {
	if errors.Is(err, errTooLarge) {
		c.fail(http.StatusRequestEntityTooLarge, "Request entity too large")
		return
	}
	c.fail(http.StatusBadRequest, "The request body could not be read")
}

// answerWriter passes an answer on, disturbed by the fault that is played, and keeps the beginning of it.
type answerWriter struct {
	http.ResponseWriter
	status   int
	kept     []byte
	cut      bool
	hide     bool              // keep nothing: the answer is a page
	header   map[string]string // of the fault
	truncate bool              // of the fault: the first Write is cut in half, and the connection with it
}

func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
		for name, value := range w.header {
			if value == "" {
				w.Header().Del(name)
			} else {
				w.Header().Set(name, value)
			}
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *answerWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.truncate {
		w.truncate = false
		_, _ = w.Write(p[:len(p)/2])
		w.abort()
	}
	if room := maxKept - len(w.kept); !w.hide {
		w.kept = append(w.kept, p[:min(room, len(p))]...)
		w.cut = w.cut || room < len(p)
	}
	return w.ResponseWriter.Write(p)
}

// abort sends what was written and cuts the connection.
func (w *answerWriter) abort() {
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Unwrap lets http.ResponseController flush and hijack.
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
