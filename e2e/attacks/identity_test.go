//go:build linux

package attacks

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// told is what the app says that it was told.
type told struct {
	Host            string
	Header, Trailer http.Header
}

func readTold(t *testing.T, body string) (s told) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		t.Fatalf("the app does not say what it was told: %s", body)
	}
	return s
}

// 1. Reserved identity headers spelled with _, . or other case, or sent twice, reach
// the upstream; Connection: X-Identity erases the injected ones.
func TestAttack01ReservedHeaders(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 1)
	for _, version := range []string{"HTTP/1.1", "HTTP/2"} {
		t.Run("after the body, over "+version, func(t *testing.T) {
			t.Parallel()
			b := deploy(t, "--pass-key", "header").browser().signIn()
			transport := b.client.Transport.(*http.Transport)
			transport.Protocols = new(http.Protocols)
			transport.Protocols.SetHTTP1(version == "HTTP/1.1")
			transport.Protocols.SetUnencryptedHTTP2(version == "HTTP/2")
			req, err := http.NewRequest(http.MethodPost, b.url+"/echo", io.MultiReader(strings.NewReader("of unknown length")))
			if err != nil {
				t.Fatal(err)
			}
			req.Header["x_openrouter_user"] = []string{"user_evil"}
			req.Trailer = http.Header{"X-Openrouter-User": {"user_evil"}, "x_openrouter_key": {"sk-or-v1-evil"}, "X-Sum": {"42"}}
			res, err := b.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			s := readTold(t, string(body))
			if s.Trailer.Get("X-Sum") != "42" || strings.Contains(string(body), "evil") || s.Header.Get("X-Openrouter-User") != b.ada() {
				t.Errorf("over %s the app is told %s", res.Proto, body)
			}
		})
	}
	t.Run("a key in Authorization", func(t *testing.T) {
		t.Parallel()
		b := deploy(t, "--pass-key", "authorization").browser().signIn()
		for _, claim := range [][]string{{"Connection", "Authorization"}, {"authorization", "Bearer sk-or-v1-evil"}, {"Authorization", "Basic ZXZpbA==", "Connection", "authorization, x-openrouter-user"}} {
			_, body := b.fetch("GET", "/echo", claim...)
			if got := readTold(t, body).Header["Authorization"]; len(got) != 1 || !strings.HasPrefix(got[0], "Bearer sk-or-v1-facade") {
				t.Errorf("with %q the app is told %q", claim, got)
			}
		}
		// Where nobody is signed in, nobody's key is passed on.
		res, body := ask(t, b.browser().client, "GET", b.url+"/open/echo", "Authorization", "Bearer sk-or-v1-evil")
		if res.StatusCode != http.StatusOK || strings.Contains(body, "evil") {
			t.Errorf("of nobody the app is told %d %s", res.StatusCode, body)
		}
	})
}

// 2. An auth endpoint that answers 2xx without setting every identity header, or
// echoes the client's.
func TestAttack02IdentityIsWhole(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 2)
	for passKey, also := range map[string]string{"none": "Cookie", "header": "X-Openrouter-Key", "authorization": "Authorization"} {
		t.Run("with the key in "+passKey, func(t *testing.T) {
			t.Parallel()
			d := deploy(t, "--verify-listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1", "--pass-key", passKey)
			asks := clientFrom(t, nil, d.inner, nil)
			nobody, ada, nameless := d.browser(), d.browser().signIn(), d.browser()
			cyd := d.openrouter.Config().Users[2] // of whom OpenRouter tells no id
			if err := d.openrouter.Configure(func(cfg *orkeytest.Config) { cfg.Users = []orkeytest.User{cyd} }); err != nil {
				t.Fatal(err)
			}
			nameless.signIn()
			for _, test := range []struct {
				who, cookie, user string
				key               bool
			}{
				{"nobody, on an open path", nobody.cookie(), "", false},
				{"somebody", ada.cookie(), "user_facadeAda0000000000000000", true},
				{"somebody without an id", nameless.cookie(), "", true},
			} {
				for _, claim := range [][]string{nil, {"X-OpenRouter-User", "user_evil", "X-OpenRouter-Key", "sk-or-v1-evil", "Authorization", "Bearer sk-or-v1-evil"},
					{"x_openrouter_user", "user_evil"}, {"Connection", "X-OpenRouter-User, X-OpenRouter-Key, Authorization"}} {
					for _, names := range []string{"X-Original-URI", "X-Forwarded-Uri"} {
						res, body := ask(t, asks, "GET", "http://"+d.inner+"/", append([]string{names, "/open/x", "Cookie", strings.TrimSuffix("theme=dark; "+test.cookie, "; ")}, claim...)...)
						user, more := res.Header["X-Openrouter-User"], res.Header[also]
						if res.StatusCode != http.StatusOK || len(user) != 1 || user[0] != test.user || len(more) != 1 {
							t.Errorf("%s, with %q: %d %q, and %q", test.who, claim, res.StatusCode, user, more)
						}
						if also != "Cookie" && strings.Contains(strings.Join(more, ""), "sk-or-v1-facade") != test.key {
							t.Errorf("%s, with %q: %s is %q", test.who, claim, also, more)
						}
						if got := res.Header["Cookie"]; len(got) != 1 || got[0] != "theme=dark" {
							t.Errorf("%s: the app's cookies are %q", test.who, got)
						}
						var b strings.Builder
						res.Header.Write(&b)
						if strings.Contains(b.String()+body, "evil") {
							t.Errorf("%s, with %q: it says what the client says", test.who, claim)
						}
					}
				}
			}
		})
	}
}

// read tries, as a script of the app's own page, all that may show a key.
const read = `(async () => {
	let seen = document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.referrer + location.href + name
	const paths = ['session', 'session?key=1', 'verify', 'login', 'login?return_to=/', 'callback', 'callback?code=x&state=y', 'logout', 'healthz', 'readyz', '',
		'api/v1/key', 'api/v1/keys', 'api/v1/auth/keys', 'api/v1/models', 'token', 'key', 'debug/pprof/', '../_orkey/verify'].map(path => '/_orkey/' + path)
	for (const path of paths)
		for (const init of [{}, {redirect: 'manual'}, {method: 'POST', body: 'x=1'}, {cache: 'force-cache'}, {headers: {'X-Forwarded-Uri': '/', 'X-Original-URI': '/', 'Accept': 'text/html'}}])
			try {
				const response = await fetch(path, init)
				seen += response.url + response.status + [...response.headers].join() + await response.text()
			} catch (error) { seen += error }
	for (const path of paths)
		seen += await new Promise(resolve => {
			const frame = document.createElement('iframe')
			frame.onload = () => { try { resolve(frame.contentDocument.documentElement.outerHTML + frame.contentWindow.location) } catch (error) { resolve(String(error)) } }
			frame.src = path
			document.body.append(frame)
		})
	seen += JSON.stringify(performance.getEntries()) + (await caches.keys()).join() + document.documentElement.outerHTML
	return seen
})()`

// 3. An endpoint through which a page's script can read the key without having asked
// for it.
func TestAttack03KeyUnreadable(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 3)
	t.Run("in Chromium", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, orkeytest.Config{Approve: orkeytest.Always})
		d := p.deploy(t, "--auto", "--accept-bearer")
		tab := chromiumtest.New(t)
		tab.Navigate(d.url + "/page")
		tab.Wait(`document.body?.innerText.includes('` + d.ada() + `')`)
		if got := chromiumtest.Eval[int](tab, `fetch('/_orkey/api/v1/key').then(response => response.status)`); got != http.StatusOK {
			t.Errorf("the page's script can't call the API (%d): this is a test of nothing", got)
		}
		seen := chromiumtest.Eval[string](tab, read)
		for what, secret := range map[string]string{"a key": "sk-or-v1-facade", "the session's cookie": "orkey-" + d.at[strings.LastIndex(d.at, ":")+1:] + "="} {
			if at := strings.Index(seen, secret); at >= 0 {
				t.Errorf("a script reads %s, after %q", what, seen[max(0, at-200):at])
			}
		}
		if !strings.Contains(seen, `"signed_in":true`) {
			t.Errorf("the script has read too little: %s", seen)
		}
	})
}
