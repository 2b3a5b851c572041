package gateway

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey/web"
)

func (g *Gateway) newProxy() *httputil.ReverseProxy {
	transport := g.cfg.Transport
	if transport == nil {
		transport = g.upstream.newTransport(&g.cfg)
	}
	// No FlushInterval: event streams and answers of unknown length are flushed
	// at once without it, and for the others it costs a fifth.
	return &httputil.ReverseProxy{
		Rewrite:        g.rewrite,
		Transport:      transport,
		ModifyResponse: g.modify,
		ErrorHandler:   g.failed,
		BufferPool:     buffers{},
		ErrorLog:       log.New(io.Discard, "", 0), // done tells
	}
}

// buffers lends the proxy room to copy with.
type buffers struct{}

var bufferPool = sync.Pool{New: func() any { return new([32 << 10]byte) }}

func (buffers) Get() []byte  { return bufferPool.Get().(*[32 << 10]byte)[:] }
func (buffers) Put(b []byte) { bufferPool.Put((*[32 << 10]byte)(b)) }

// pass lets a request through to the app. The session of nobody is zero.
func (g *Gateway) pass(t *trip, r *http.Request, route Route, session web.Session) {
	t.route, t.session, t.signedIn, t.in = route, session, route == RouteApp, r
	r = r.WithContext(&t.ctx)
	if !g.receive(t, r) {
		return
	}
	g.proxy.ServeHTTP(t, r)
	// What is in the header now comes after the body, where cookies have no place.
	delete(t.Header(), "Set-Cookie")
	delete(t.Header(), http.TrailerPrefix+"Set-Cookie")
}

// rewrite makes of a request the one to the app. It runs when hop-by-hop headers
// are gone, so that "Connection: X-OpenRouter-User" does not take ours away.
func (g *Gateway) rewrite(p *httputil.ProxyRequest) {
	t, out, h := tripOf(p.In.Context()), p.Out, p.Out.Header
	g.aim(out.URL, p.In.URL)
	out.Host = g.hosts.passedOn(p.In.Host)
	dropReserved(h)
	g.dropCookies(h)
	if _, ok := h["Upgrade"]; ok && !isWebSocket(h) {
		// Whoever talks HTTP/2 with the app through us tells it what they like.
		delete(h, "Upgrade")
		delete(h, "Connection")
		delete(h, "Http2-Settings")
	}
	if t.traceparent != "" {
		h["Traceparent"] = t.value(0, t.traceparent)
		delete(h, "Tracestate")
	}
	if t.client.IsValid() {
		h["X-Forwarded-For"] = t.value(1, t.forwardedFor(p.In.RemoteAddr))
	}
	h["X-Forwarded-Host"] = t.value(2, out.Host)
	h["X-Forwarded-Proto"] = g.forwardedProto
	if g.forwardedPrefix != nil {
		h["X-Forwarded-Prefix"] = g.forwardedPrefix
	}
	if g.cfg.SignIn.AcceptBearer && isKey(h["Authorization"]) {
		delete(h, "Authorization") // it was for us
	}
	if g.cfg.PassKey == PassKeyAuthorization {
		delete(h, "Authorization")
	}
	if t.signedIn {
		g.identify(h, t)
	}
	dropReservedTrailers(out)
	if body, ok := p.In.Body.(*body); ok {
		body.out = out
	}
}

// aim points a URL to the app.
func (g *Gateway) aim(out, in *url.URL) {
	base := g.upstream.url
	out.Scheme, out.Host = base.Scheme, base.Host
	if base.Path != "" {
		*out = *joinPath(base, in)
	}
	out.RawQuery, out.ForceQuery = in.RawQuery, in.ForceQuery // as they came; net/http/httputil mends them
}

func joinPath(base, in *url.URL) *url.URL {
	out := *base
	out.Path = base.Path + in.Path
	if in.RawPath != "" {
		out.RawPath = base.EscapedPath() + in.RawPath
	}
	return &out
}

// identify tells the app who is signed in.
func (g *Gateway) identify(h http.Header, t *trip) {
	if t.session.UserID != "" {
		h["X-Openrouter-User"] = t.value(3, t.session.UserID)
	}
	switch g.cfg.PassKey {
	case PassKeyAuthorization:
		h["Authorization"] = t.value(4, "Bearer "+t.session.Key.Reveal())
	case PassKeyHeader:
		h["X-Openrouter-Key"] = t.value(4, t.session.Key.Reveal())
	}
}

// isWebSocket reports whether an upgrade is to WebSocket and nothing else.
func isWebSocket(h http.Header) bool {
	values := h["Upgrade"]
	return len(values) == 1 && strings.EqualFold(values[0], "websocket")
}

var private = []string{"private"}

// modify changes the app's answer on its way back.
func (g *Gateway) modify(res *http.Response) error {
	t, h := tripOf(res.Request.Context()), res.Header
	g.dropSetCookies(h)
	if t.signedIn {
		g.signIn.Renew(h, t.session)
	}
	_, cacheable := h["Cache-Control"]
	switch {
	case t.signedIn && !cacheable:
		// Caches on the way may otherwise keep it for others (RFC 9111, section
		// 4.2.2). What stands in the app's header is copied value by value, which
		// costs more than all else here.
		t.Header()["Cache-Control"] = private
	case !cacheable && len(g.skip) > 0:
		h["Vary"] = append(h["Vary"], "Cookie")
	}
	if res.StatusCode == http.StatusSwitchingProtocols {
		t.status = res.StatusCode
	}
	g.watch(t, res)
	return nil
}
