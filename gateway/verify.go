package gateway

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/orkey-dev/orkey/web"
)

// Verify answers forward authentication as /_orkey/verify does, and tells more: a
// proxy in front that asks it is answered the person's key too, if
// [Config.PassKey] says so, and in the header Cookie the cookies of the request
// without ours, for the app. A page's script must not learn either, so serve it
// where the proxy alone can reach it, on a listener of its own.
//
// # What is asked
//
// The request has the cookies of the one that the proxy has got, and tells
// its address and method in X-Original-URI or X-Original-URL and
// X-Original-Method, as nginx is configured to, or in X-Forwarded-Uri and
// X-Forwarded-Method, as Caddy and Traefik do by themselves. They are believed of
// [Config.TrustedProxies] only. From others the request counts as one for the
// site's root.
//
// # What is answered
//
// 200 means that the request may go on to the app, with the headers of the
// answer, each of which has one value: X-OpenRouter-User, empty where nobody is
// signed in and the path is open to everybody. A Set-Cookie in it renews the
// session, and is for the browser.
//
// Anything else is for the browser, as it is: a redirect, a page, 401 and JSON,
// 403, or 503 while the session store is down. nginx takes a status alone, which
// is 401, 403 or 503, with the address of the sign-in in Location. To get the
// answer for the browser it asks once more, with X-Forwarded-Uri,
// X-Forwarded-Method and X-Orkey-Refused. `orkey proxy snippet nginx` prints how.
func (g *Gateway) Verify() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := g.depart(w, r)
		defer g.done(t, r)
		t.route = RouteVerify
		g.verify(t, r, true)
		t.whole = true
	})
}

// An asking is what a proxy in front asks about: the request it has got.
type asking struct {
	method string
	uri    string   // as the client sent it, below the path of the public URL; "/" if it is not known
	url    *url.URL // the same, read
	known  bool
	bare   bool // the proxy takes a status alone
}

func (g *Gateway) asked(t *trip, r *http.Request) asking {
	a := asking{method: r.Method, uri: "/", url: &url.URL{Path: "/"}}
	h := r.Header
	uri, method := h["X-Original-Uri"], h["X-Original-Method"]
	if uri == nil {
		uri = h["X-Original-Url"]
	}
	if a.bare = uri != nil; !a.bare {
		uri, method = h["X-Forwarded-Uri"], h["X-Forwarded-Method"]
	}
	if uri != nil && !t.trusted {
		g.untrusted.Do(func() {
			g.cfg.SignIn.Log.Warn("gateway: forward authentication is asked for by a stranger, so it is not known for which page; if it is your proxy, list it in TrustedProxies", "peer", t.peer)
		})
	}
	// Of two values one is the client's.
	if !t.trusted || len(uri) != 1 || len(method) > 1 {
		return a
	}
	path := uri[0]
	if u, err := url.Parse(path); err == nil && u.IsAbs() {
		path = u.RequestURI()
	}
	if rest, ok := strings.CutPrefix(path, g.public.Path); ok {
		path = rest
	}
	u, err := url.ParseRequestURI(path)
	if err != nil || !strings.HasPrefix(path, "/") {
		return a
	}
	a.known, a.uri, a.url = true, path, u
	if len(method) == 1 {
		a.method = method[0]
	}
	return a
}

func (g *Gateway) verify(t *trip, r *http.Request, told bool) {
	session, err := g.session(t, r)
	if errors.Is(err, errTooMany) {
		g.tooMany(t, r)
		return
	}
	t.session, t.signedIn = session, err == nil
	_, refused := r.Header["X-Orkey-Refused"]
	if t.signedIn && !refused {
		g.grant(t, r, told)
		return
	}
	a := g.asked(t, r)
	switch {
	case t.signedIn:
		g.letIn(t, a, r)
	case a.known && isNobody(err) && g.skip.match(a.url):
		g.grant(t, r, told)
	case a.bare:
		g.refuseBare(t, a, err)
	default:
		g.signIn.Refuse(t, a.request(r), err)
	}
}

// letIn answers somebody whom a proxy has refused, on our word of a moment ago.
func (g *Gateway) letIn(t *trip, a asking, r *http.Request) {
	if a.method == http.MethodGet && isNavigation(r) {
		setPrivate(t.Header())
		t.Header().Set("Location", g.public.Path+a.uri)
		t.WriteHeader(http.StatusSeeOther)
		return
	}
	g.refuse(t, r, refusal{status: http.StatusServiceUnavailable, title: "Once more", retryAfter: "1",
		message: "It could not be told who is signed in, and now it can. Try again."})
}

// grant says that a request may go on, and who it is from. It sets all that may
// be told, since the proxy leaves what is missing as the client sent it.
func (g *Gateway) grant(t *trip, r *http.Request, told bool) {
	h := t.Header()
	h["Cache-Control"] = noStore
	h["Content-Length"] = zero
	h["X-Openrouter-User"] = t.value(3, t.session.UserID)
	if t.signedIn {
		g.signIn.Renew(h, t.session)
	}
	if told {
		g.tell(h, t, r)
	}
	t.WriteHeader(http.StatusOK)
}

var (
	noStore = []string{"no-store"}
	zero    = []string{"0"}
)

// tell adds what pages must not see.
func (g *Gateway) tell(h http.Header, t *trip, r *http.Request) {
	var rest []string
	for _, line := range r.Header["Cookie"] {
		if line = g.withoutOurs(line); line != "" {
			rest = append(rest, line)
		}
	}
	h["Cookie"] = []string{strings.Join(rest, "; ")}
	key := t.session.Key.Reveal()
	switch g.cfg.PassKey {
	case PassKeyHeader:
		h["X-Openrouter-Key"] = t.value(4, key)
	case PassKeyAuthorization:
		if key != "" {
			key = "Bearer " + key
		}
		h["Authorization"] = t.value(4, key)
	}
}

// refuseBare answers a proxy that takes a status alone.
func (g *Gateway) refuseBare(t *trip, a asking, err error) {
	switch {
	case errors.Is(err, web.ErrUnavailable):
		t.Header().Set("Retry-After", "5")
		writeProblem(t, http.StatusServiceUnavailable, "The session can't be looked up right now; try again in a moment.", "")
	case errors.Is(err, web.ErrNotAllowed):
		writeProblem(t, http.StatusForbidden, "This account is not allowed here.", "")
	default:
		signIn := g.signIn.SignInURL(g.public.Path + a.uri)
		t.Header().Set("Location", signIn)
		writeProblem(t, http.StatusUnauthorized, "Nobody is signed in here, or not any more. Sign in and try again.", signIn)
	}
}

// request is the request that the proxy has got, as far as a refusal is concerned.
func (a asking) request(r *http.Request) *http.Request {
	out := r.WithContext(r.Context())
	out.Method, out.URL, out.RequestURI, out.Body = a.method, a.url, a.uri, http.NoBody
	return out
}
