package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// A passThrough calls OpenRouter's API for pages, with the person's key.
type passThrough struct {
	signIn      *SignIn
	calls       []call
	maxBody     int64
	base        *url.URL    // of OpenRouter's API
	attribution http.Header // what names the app
	slots       slots
	proxy       *httputil.ReverseProxy
}

func newPassThrough(s *SignIn, cfg API) (*passThrough, error) {
	p := &passThrough{signIn: s, maxBody: cmp.Or(cfg.MaxBody, DefaultMaxBody)}
	p.slots.max = cmp.Or(cfg.MaxConcurrent, DefaultMaxConcurrent)
	if cfg.Allow == nil {
		cfg.Allow = DefaultCalls()
	}
	for _, entry := range cfg.Allow {
		c, err := parseCall(entry)
		if err != nil {
			return nil, err
		}
		p.calls = append(p.calls, c)
	}
	var err error
	if p.base, err = url.Parse(s.openRouter() + "/api/v1"); err != nil {
		return nil, errors.New("web: config: Client: the base URL can't be parsed")
	}
	p.attribution = attribution(s.client.App)
	if cfg.Transport == nil && s.client.HTTPClient != nil {
		cfg.Transport = s.client.HTTPClient.Transport
	}
	if cfg.Transport == nil {
		cfg.Transport = newTransport()
	}
	p.proxy = &httputil.ReverseProxy{
		Rewrite:        p.rewrite,
		Transport:      finalOnly{cfg.Transport},
		ModifyResponse: p.modify,
		ErrorHandler:   p.failed,
		BufferPool:     buffers{},
		ErrorLog:       slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelWarn),
	}
	return p, nil
}

// newTransport is net/http's default with as many idle connections to one host as
// calls are likely to be under way. Dialling anew costs more than all the rest.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          512,
		MaxIdleConnsPerHost:   512,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 10 * time.Minute, // models think
		ExpectContinueTimeout: time.Second,
		DisableCompression:    true, // what comes compressed goes on so
	}
}

// finalOnly keeps informational answers (1xx) from the page: the reverse proxy
// would send them on with all their headers, and drop ours.
type finalOnly struct{ base http.RoundTripper }

func (t finalOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	// The context without the trace that the proxy has put around it.
	return t.base.RoundTrip(req.WithContext(req.Context().Value(passingKey{}).(*passing)))
}

// buffers lends the proxy room to copy with.
type buffers struct{}

var bufferPool = sync.Pool{New: func() any { return new([32 << 10]byte) }}

func (buffers) Get() []byte  { return bufferPool.Get().(*[32 << 10]byte)[:] }
func (buffers) Put(b []byte) { bufferPool.Put((*[32 << 10]byte)(b)) }

// A passing is a call under way.
type passing struct {
	context.Context
	w       http.ResponseWriter
	r       *http.Request // as the page sent it
	session Session
	path    string // below /api/v1
	status  int
	err     error
}

type passingKey struct{}

func (c *passing) Value(key any) any {
	if key == (passingKey{}) {
		return c
	}
	return c.Context.Value(key)
}

func (c *passing) outcome() Outcome {
	out := outcomeOf(c.err)
	out.Status = c.status
	switch {
	case c.err != nil:
	case c.status >= 500:
		out.Result = "unavailable"
	case c.status >= 400:
		out.Result = "refused"
	}
	return out
}

// serve answers a call of a page. apiPath is below /api/v1.
func (p *passThrough) serve(w http.ResponseWriter, r *http.Request, apiPath string) {
	s := p.signIn
	if !s.fromOwnPage(r) {
		fail(w, http.StatusForbidden, "A page of another site can't ask for this.", "")
		return
	}
	session, err := s.Session(r)
	if err != nil {
		s.Refuse(w, r, err)
		return
	}
	allowed, methods := p.allows(r, apiPath)
	switch {
	case !allowed && len(methods) > 0:
		w.Header().Set("Allow", strings.Join(methods, ", "))
		fail(w, http.StatusMethodNotAllowed, "This site lets its pages use other methods here only.", "")
		return
	case !allowed:
		fail(w, http.StatusNotFound, "This is not among the calls that this site lets its pages make.", "")
		return
	case r.ContentLength > p.maxBody:
		fail(w, http.StatusRequestEntityTooLarge, "The request is larger than this site allows.", "")
		return
	}
	slot := session.Key.Reveal()
	if !p.slots.take(slot) {
		w.Header().Set("Retry-After", "1")
		fail(w, http.StatusTooManyRequests, "Too many calls are under way at once; wait until one is done.", "")
		return
	}
	defer p.slots.give(slot)
	if r.ContentLength != 0 {
		r.Body = http.MaxBytesReader(w, r.Body, p.maxBody)
		// Over HTTP/1 too an answer may begin before the question has ended.
		http.NewResponseController(w).EnableFullDuplex()
	}
	s.Renew(w.Header(), session)
	setAnswerHeaders(w.Header())
	ctx, end := r.Context(), func(Outcome) {}
	if s.cfg.Observe != nil {
		ctx, end = s.cfg.Observe(ctx, Call)
	}
	c := &passing{Context: ctx, w: w, r: r, session: session, path: apiPath}
	defer func() { end(c.outcome()) }()
	p.proxy.ServeHTTP(w, r.WithContext(c))
}

// allows reports whether a request is among the allowed calls, and if only its
// method is not, which ones are. The path is matched as it came: one that
// somebody on the way might read in another way is refused.
func (p *passThrough) allows(r *http.Request, apiPath string) (ok bool, methods []string) {
	if r.URL.RawPath != "" || path.Clean(apiPath) != apiPath || strings.ContainsAny(apiPath, "%;\\") || handsOutKeys(apiPath) {
		return false, nil
	}
	for _, c := range p.calls {
		if !c.matches(apiPath) {
			continue
		}
		if c.method == r.Method {
			return true, nil
		}
		if !slices.Contains(methods, c.method) {
			methods = append(methods, c.method)
		}
	}
	return false, methods
}

// fromOwnPage is stricter than the protection of other routes: pages of other
// sites and of sibling domains may not read either, which they could with the
// person's cookie, if they were let.
func (s *SignIn) fromOwnPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
		origin := r.Header.Get("Origin")
		return origin == "" || origin == s.origin
	}
	return false
}
