package e2e

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// A site keeps the key on the server: every page but those under /open/ is for
// people who are signed in, and says who is there.
type site struct {
	t       *testing.T
	url     string
	emu     *orkeytest.Emulator
	emuURL  string
	secrets *secrets
}

func newSite(t *testing.T, cfg orkeytest.Config) *site {
	t.Helper()
	s := &site{t: t, secrets: &secrets{}}
	cfg.Log = s.secrets.logger()
	var err error
	if s.emu, err = orkeytest.New(cfg); err != nil {
		t.Fatal(err)
	}
	emulator := httptest.NewServer(s.secrets.watch(s.emu))
	s.emuURL = emulator.URL
	server := httptest.NewUnstartedServer(nil)
	s.url = "http://" + server.Listener.Addr().String()
	signIn, err := web.New(web.Config{
		PublicURL: s.url,
		Secrets:   []web.Secret{web.NewSecret()},
		Client:    &orkey.Client{BaseURL: s.emuURL},
		Log:       s.secrets.logger(),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("/open/", signIn.Optional(http.HandlerFunc(page)))
	mux.Handle("/", signIn.Require(http.HandlerFunc(page)))
	server.Config.Handler = mux
	server.Start()
	t.Cleanup(func() {
		s.emu.Close()
		for _, server := range []*httptest.Server{server, emulator} {
			server.CloseClientConnections()
			server.Close()
		}
	})
	return s
}

func page(w http.ResponseWriter, r *http.Request) {
	session, _ := web.SessionFrom(r.Context())
	fmt.Fprintf(w, `<!doctype html><title>page</title><link rel="icon" href="data:,">
<p id="user">%s</p>
<a href="/auth/login?return_to=%s">Sign in</a>
<form method="post" action="/auth/logout?return_to=/open/bye"><button>Sign out</button></form>`,
		session.UserID, html.EscapeString(strings.TrimPrefix(r.URL.RequestURI(), "/open")))
}

// landed tells that a tab shows a page to the person who is signed in.
func landed(path string) string {
	return `location.pathname + location.search === ` + quote(path) + ` && document.querySelector('#user')?.textContent.startsWith('user_')`
}

const (
	nobody = `document.querySelector('#user')?.textContent === ''`
	known  = `(async () => (await (await fetch('/auth/session')).json()).signed_in)()`
)

// open opens tabs of one person, each at a path of its own.
func (s *site) open(paths ...string) []*chromiumtest.Tab {
	s.t.Helper()
	tabs := []*chromiumtest.Tab{chromiumtest.New(s.t)}
	for len(tabs) < len(paths) {
		tabs = append(tabs, tabs[0].NewTab())
	}
	for i, tab := range tabs {
		tab.Navigate(s.url + paths[i])
	}
	s.t.Cleanup(func() { s.check(tabs) })
	return tabs
}

// check looks for secrets in all that was printed.
func (s *site) check(tabs []*chromiumtest.Tab) {
	if s.t.Failed() {
		return
	}
	var printed []string
	for _, tab := range tabs {
		tab.NoErrors()
		printed = append(printed, chromiumtest.Eval[string](tab, allText), strings.Join(tab.Console(), "\n"))
	}
	s.secrets.mu.Lock()
	defer s.secrets.mu.Unlock()
	log := s.secrets.log.String()
	if len(s.secrets.values) == 0 || !strings.Contains(log, "web: signed in") {
		s.t.Error("no secret went by, or nothing was logged: this check is of nothing")
	}
	for _, text := range append(printed, log) {
		s.secrets.checkText(s.t.Errorf, "what was printed", text)
	}
}

// exchanges counts how often a code was sent in.
func (s *site) exchanges() (n int) {
	for _, record := range s.emu.Requests() {
		if record.Path == "/api/v1/auth/keys" {
			n++
		}
	}
	return n
}
