//go:build linux

package attacks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// A wire is between the proxy and OpenRouter, or the app. It notes secrets that go
// by, and headers that are not for them.
type wire struct {
	mu      sync.Mutex
	secrets map[string]string // what each is
	headers strings.Builder
}

func (w *wire) note(what, secret string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(secret) >= 16 {
		w.secrets[secret] = what
	}
}

// watch notes what a handler is sent, and what it answers.
func (w *wire) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := r.Header.Clone()
		w.note("a key", strings.TrimPrefix(h.Get("Authorization"), "Bearer "))
		w.note("a key", h.Get("X-Openrouter-Key"))
		h.Del("Authorization")
		h.Del("X-Openrouter-Key")
		w.mu.Lock()
		h.Write(&w.headers)
		w.mu.Unlock()
		if r.URL.Path == "/api/v1/auth/keys" {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			var sent struct {
				Code     string `json:"code"`
				Verifier string `json:"code_verifier"`
			}
			json.Unmarshal(body, &sent)
			w.note("a code", sent.Code)
			w.note("a verifier", sent.Verifier)
		}
		next.ServeHTTP(rw, r)
	})
}

// find returns what secrets a text has.
func (w *wire) find(text string) (found []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for secret, what := range w.secrets {
		if at := strings.Index(text, secret); at >= 0 {
			found = append(found, fmt.Sprintf("%s, after %q", what, text[max(0, at-60):at]))
		}
	}
	return found
}

// 16. Codes, states, verifiers, keys in access logs, error pages, Referer or traces.
// Error texts that are not escaped.
func TestAttack16Leaks(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 16)
	for _, format := range []string{"text", "json"} {
		t.Run("to a log of "+format, func(t *testing.T) {
			t.Parallel()
			w := &wire{secrets: map[string]string{}}
			p := newPlace(t)
			openrouter := serve(t, w.watch(p.openrouter))
			p.app = serve(t, w.watch(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/broken" {
					panic(http.ErrAbortHandler)
				}
				io.WriteString(rw, "hello")
			})))
			d := p.deploy(t, "--base-url", openrouter, "--admin-listen", "127.0.0.1:0", "--pass-key", "header", "--accept-bearer", "--log-format", format)
			var pages strings.Builder
			visit := func(b *browser, to string) {
				t.Helper()
				_, page := b.visit(to)
				pages.WriteString(page)
			}
			begin := func(b *browser) string {
				t.Helper()
				callback := b.begin("/page")
				u, err := url.Parse(callback)
				if err != nil {
					t.Fatal(err)
				}
				w.note("a code", u.Query().Get("code"))
				w.note("a state", u.Query().Get("state"))
				for pair := range strings.SplitSeq(b.cookie(), "; ") {
					_, value, _ := strings.Cut(pair, "=")
					w.note("a cookie", value)
				}
				return callback
			}
			ada := d.browser()
			callback := begin(ada)
			visit(ada, callback)
			visit(ada, callback)
			_, value, _ := strings.Cut(ada.cookie(), "=")
			w.note("a cookie", value)
			key, err := p.openrouter.NewKey(orkeytest.KeySpec{})
			if err != nil {
				t.Fatal(err)
			}
			w.note("a key", key)
			visit(ada, "/page")
			visit(ada, "/broken")
			visit(d.browser(), callback) // of somebody else
			ada.visit("/broken/" + key + "?key=" + key)
			for _, path := range []string{"/", "/_orkey/login?return_to=/", "/_orkey/", "/_orkey/api/v1/", "/?code="} {
				d.browser().visit(path + key) // a page that leads back there has it
			}
			ada.fetch("GET", "/_orkey/api/v1/key")
			ada.fetch("POST", "/_orkey/api/v1/chat/completions")
			for _, bearer := range []string{key, key + "x"} {
				_, page := ask(t, d.client(nil), "GET", d.url+"/page", "Authorization", "Bearer "+bearer)
				pages.WriteString(page)
			}
			for _, fault := range []orkeytest.Fault{
				{Status: 500}, {ResetConnection: true}, {Truncate: true}, {Status: 400, Body: `{"error":{"code":400,"message":"Invalid code ` + key + `"}}`}, {Status: 200, Body: `{"key":"` + key[:12] + `"}`},
			} {
				fault.Path = "/api/v1/auth/keys"
				p.openrouter.Inject(fault)
				b := d.browser()
				visit(b, begin(b))
			}
			b := d.browser()
			spent := begin(b)
			visit(b, spent+"&code=x")
			visit(b, strings.Replace(spent, "code=", "error=access_denied&error_description="+key+"&code=", 1))
			ada.fetch("POST", "/_orkey/logout")
			for _, request := range []string{"GET /?key=" + key + " HTTP/9.9\r\n\r\n", "GET /" + key + "\r\n\r\n", "GET / HTTP/1.1\r\nHost: " + key + "\r\n\r\n", "GET / HTTP/1.1\r\nHost: " + d.at + "\r\n" + key + " : x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + key} {
				conn, err := net.Dial("tcp", d.at)
				if err != nil {
					t.Fatal(err)
				}
				io.WriteString(conn, request)
				conn.(*net.TCPConn).CloseWrite()
				io.Copy(io.Discard, conn)
				conn.Close()
			}
			admin := regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`).FindString(d.Said())
			if format == "json" { // which does not say it
				admin = ""
			}
			told := map[string]string{"a page": pages.String()}
			if admin != "" {
				_, told["what is measured"] = ask(t, http.DefaultClient, "GET", admin)
				_, told["the command line"] = ask(t, http.DefaultClient, "GET", strings.Replace(admin, "/metrics", "/debug/pprof/cmdline", 1))
			}
			d.End(os.Interrupt)
			secret, err := os.ReadFile(filepath.Join(p.state, "proxy-secret"))
			if err != nil {
				t.Fatal(err)
			}
			w.note("the secret", strings.TrimSpace(string(secret)))
			told["the log"] = d.Said()
			told["a header"] = w.headers.String()
			kinds := slices.Sorted(maps.Values(w.secrets))
			if kinds = slices.Compact(kinds); len(kinds) != 6 {
				t.Errorf("of secrets only %q went by", kinds)
			}
			for where, text := range told {
				if text == "" {
					t.Errorf("%s is empty: this is a test of nothing", where)
				}
				for _, what := range w.find(text) {
					t.Errorf("%s tells %s", where, what)
				}
			}
			if n := strings.Count(d.Said(), "/_orkey/callback"); n < 8 {
				t.Errorf("the log has %d callbacks", n)
			}
			if strings.Contains(w.headers.String(), "Referer: ") && !strings.Contains(w.headers.String(), "Referer: "+d.url+"\r\n") {
				t.Errorf("a Referer is sent that is not the public URL: %s", w.headers.String())
			}
		})
	}
}
