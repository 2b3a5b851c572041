package gateway

import (
	"errors"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/orkey-dev/orkey/web"
)

// A Gateway lets people who are signed in through to an app. Its methods may be
// used by any number of goroutines.
type Gateway struct {
	cfg      Config // its Secrets are gone
	signIn   *web.SignIn
	routes   http.Handler // of the sign-in
	proxy    *httputil.ReverseProxy
	upstream *upstream // nil where there is none
	public   *url.URL  // without a slash at the end
	hosts    hosts
	skip     globs
	trusted  []netip.Prefix
	limiter  limiter
	pages    pages
	ready    readiness
	streams  streams

	draining  atomic.Bool
	cut       atomic.Bool // what is left is cut off
	untrusted sync.Once   // somebody asked for forward authentication
	inFlight  atomic.Int64

	forwardedHost, forwardedProto, forwardedPrefix []string // of the public URL
}

// New returns a Gateway, or an error with all that is wrong with the
// configuration. Nothing is sent.
func New(cfg Config) (*Gateway, error) {
	g := new(Gateway)
	problems := g.read(&cfg)
	cfg.fill()
	if !cfg.Auto {
		cfg.SignIn.SignInPage = g.pages.signIn
	}
	cfg.SignIn.ErrorPage = g.pages.plain
	var err error
	if g.signIn, err = web.New(cfg.SignIn); err != nil || problems != nil {
		return nil, errors.Join(problems, err)
	}
	g.limiter.perMinute = 2 * cfg.MaxSignIns // it begins, and comes back
	g.cfg = cfg
	g.cfg.SignIn.Secrets = nil
	g.routes = g.signIn.Handler()
	if g.upstream != nil {
		g.proxy = g.newProxy()
	}
	return g, nil
}

// SignIn returns what signs people in, for those who serve more than one app.
func (g *Gateway) SignIn() *web.SignIn { return g.signIn }

// SetSecrets replaces the secrets while requests are served; see
// [web.SignIn.SetSecrets].
func (g *Gateway) SetSecrets(secrets ...web.Secret) error { return g.signIn.SetSecrets(secrets...) }

// ServeHTTP answers a request, itself or by the app.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := g.depart(w, r)
	defer g.done(t, r) // also where an answer is broken off
	if g.draining.Load() && r.Header["Upgrade"] == nil {
		w.Header().Set("Connection", "close")
	}
	g.serve(t, r)
	t.untie()
	t.whole = true
}

// depart begins a trip.
func (g *Gateway) depart(w http.ResponseWriter, r *http.Request) *trip {
	g.inFlight.Add(1)
	t := &trip{ResponseWriter: w, began: time.Now()}
	t.ctx = tripContext{r.Context(), t}
	if r.ProtoMajor == 1 {
		t.stall = g.cfg.StallTimeout
	}
	if r.ContentLength != 0 {
		t.watchBody(r)
	}
	g.origin(t, r)
	t.traceID, t.traceparent = trace(r.Header)
	return t
}

func (g *Gateway) serve(t *trip, r *http.Request) {
	path, own := strings.CutPrefix(r.URL.Path, Prefix+"/")
	switch {
	case own && (path == "healthz" || path == "readyz"):
		t.route = RouteHealth
		g.health(t, r, path)
	case own && path == "verify":
		t.route = RouteVerify
		g.verify(t, r, false)
	case !g.hosts.has(r.Host):
		t.route = RouteInvalid
		g.misdirected(t, r)
	case own:
		g.serveOwn(t, r, path)
	case r.Method == http.MethodConnect || r.Method == http.MethodTrace:
		// A tunnel would go past us, and an echo shows what only the app is told.
		t.route = RouteInvalid
		g.refuse(t, r, refusal{status: http.StatusMethodNotAllowed, title: "Not served", message: "This method is not served here."})
	case g.proxy == nil:
		t.route = RouteInvalid
		g.refuse(t, r, refusal{status: http.StatusNotFound, title: "Nothing here", message: "No app is behind this address: it tells a proxy who is signed in."})
	default:
		g.serveApp(t, r)
	}
}

// serveOwn answers the routes of the sign-in.
func (g *Gateway) serveOwn(t *trip, r *http.Request, path string) {
	t.route = RouteSignIn
	if strings.HasPrefix(path, "api/v1/") {
		t.route = RouteAPI
	}
	if (path == "login" || path == "callback") && !g.limiter.take(t.client, t.began) {
		g.tooMany(t, r)
		return
	}
	if path == "logout" && r.Method == http.MethodPost {
		defer g.endStreamsOf(r)()
	}
	g.routes.ServeHTTP(t, r)
}

// serveApp lets a request through to the app, or refuses it.
func (g *Gateway) serveApp(t *trip, r *http.Request) {
	t.route = RouteRefused
	session, err := g.session(t, r)
	switch {
	case errors.Is(err, errTooMany):
		g.tooMany(t, r)
	case err == nil:
		g.pass(t, r, RouteApp, session)
	case isNobody(err) && g.skip.match(r.URL):
		g.pass(t, r, RouteOpen, web.Session{})
	default:
		g.signIn.Refuse(t, r, err)
	}
}

var errTooMany = errors.New("gateway: too many wrong keys")

// session tells who a request is from. Where keys are taken in an Authorization
// header, who tries many that are wrong has to wait.
func (g *Gateway) session(t *trip, r *http.Request) (web.Session, error) {
	tries := g.cfg.SignIn.AcceptBearer && r.Header["Authorization"] != nil
	if tries && !g.limiter.has(t.client, t.began) {
		return web.Session{}, errTooMany
	}
	session, err := g.signIn.Session(r)
	if tries && errors.Is(err, web.ErrNotSignedIn) {
		g.limiter.take(t.client, t.began)
	}
	return session, err
}

// isNobody reports whether it is known that nobody who may come in is there.
func isNobody(err error) bool {
	return errors.Is(err, web.ErrNotSignedIn) || errors.Is(err, web.ErrNotAllowed)
}
