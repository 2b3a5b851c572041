package page_test

import (
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

func TestMain(m *testing.M) { os.Exit(chromiumtest.Main(m)) }

// rendered is the answer of a render function.
func rendered(t testing.TB, render func(http.ResponseWriter) error) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	if err := render(w); err != nil {
		t.Fatal(err)
	}
	return w
}

var (
	tags     = regexp.MustCompile(`<[^>]*>`)
	spaces   = regexp.MustCompile(`\s+`)
	template = regexp.MustCompile(`(?s)<template.*?</template>`)
	inline   = regexp.MustCompile(`(?i)<style|<script(>| [^>]*>[^<])|<[^>]* (style|on[a-z]+)=|javascript:|<iframe|<object|<embed|<base`)
	links    = regexp.MustCompile(`(?:src|href)="([^"]*)"`)
	ids      = regexp.MustCompile(` id="([^"]*)"`)
)

// text is what a person can read.
func text(page string) string {
	page = template.ReplaceAllString(page, "")
	page = strings.NewReplacer("</option>", " ", "</button>", " ", "<span", " <span").Replace(page)
	return spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(page, "")), " ")
}

func TestStates(t *testing.T) {
	t.Parallel()
	for _, s := range states {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := rendered(t, s.render)
			if w.Code != s.status {
				t.Errorf("status %d, want %d", w.Code, s.status)
			}
			body := w.Body.String()
			for _, want := range s.shows {
				if !strings.Contains(text(body), want) {
					t.Errorf("%q is not in\n%s", want, text(body))
				}
			}
			for _, not := range s.hides {
				if strings.Contains(text(body), not) {
					t.Errorf("%q is in\n%s", not, text(body))
				}
			}
			checkMarkup(t, body)
			h := w.Header()
			csp := h.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("policy %q lacks %s", csp, want)
				}
			}
			if strings.Contains(csp, "unsafe") || h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v", h)
			}
		})
	}
}

// checkMarkup holds of every page: a language, a title, one h1, unique ids, nothing inline, nothing from elsewhere, and
// what it links to as an asset is there.
func checkMarkup(t *testing.T, body string) {
	t.Helper()
	if !strings.HasPrefix(body, "<!doctype html>\n<html lang=\"en\">") || !regexp.MustCompile(`<title>\S.* · Emulator</title>`).MatchString(body) {
		t.Errorf("no doctype, language or title:\n%.300s", body)
	}
	if n := strings.Count(body, "<h1"); n != 1 {
		t.Errorf("%d times h1", n)
	}
	if found := inline.FindString(body); found != "" {
		t.Errorf("inline script or style, or worse: %q", found)
	}
	seen := map[string]bool{}
	for _, id := range ids.FindAllStringSubmatch(body, -1) {
		if seen[id[1]] {
			t.Errorf("id %q twice", id[1])
		}
		seen[id[1]] = true
	}
	for _, link := range links.FindAllStringSubmatch(body, -1) {
		if id, here := strings.CutPrefix(link[1], "#"); here && seen[id] {
			continue
		}
		if !strings.HasPrefix(link[1], "/") || strings.HasPrefix(link[1], "//") {
			t.Errorf("%q leads elsewhere", link[1])
		}
		if strings.HasPrefix(link[1], page.AssetsPath) && asset(http.MethodGet, link[1]).Code != http.StatusOK {
			t.Errorf("%s is not served", link[1])
		}
	}
}

func asset(method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	page.Assets().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestAssets(t *testing.T) {
	t.Parallel()
	stylesheet := regexp.MustCompile(page.AssetsPath + `[^"]*/style.css`).FindString(rendered(t, states[0].render).Body.String())
	folder := strings.TrimSuffix(stylesheet, "style.css")
	for _, c := range []struct {
		method, path, contentType string
		status                    int
	}{
		{"GET", stylesheet, "text/css; charset=utf-8", 200},
		{"HEAD", stylesheet, "text/css; charset=utf-8", 200},
		{"GET", folder + "live.js", "text/javascript; charset=utf-8", 200},
		{"GET", folder + "icon.svg", "image/svg+xml", 200},
		{"POST", stylesheet, "text/plain; charset=utf-8", 405},
		{"GET", folder, "text/plain; charset=utf-8", 404},
		{"GET", folder + "../page.go", "text/plain; charset=utf-8", 404},
		{"GET", page.AssetsPath + "style.css", "text/plain; charset=utf-8", 404},
		{"GET", page.AssetsPath + "0123456789abcdef/style.css", "text/plain; charset=utf-8", 404},
	} {
		w := asset(c.method, c.path)
		if w.Code != c.status || w.Header().Get("Content-Type") != c.contentType {
			t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Header().Get("Content-Type"))
		}
		if cached := strings.Contains(w.Header().Get("Cache-Control"), "immutable"); cached != (c.status == 200) {
			t.Errorf("%s %s: Cache-Control %q", c.method, c.path, w.Header().Get("Cache-Control"))
		}
	}
	if size := asset("GET", stylesheet).Body.Len(); size > 14_000 {
		t.Errorf("the stylesheet has grown to %d bytes", size)
	}
}

// brokenWriter fails as a connection does.
type brokenWriter struct{ *httptest.ResponseRecorder }

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestWriteErrorIsReported(t *testing.T) {
	t.Parallel()
	if err := page.Headless(brokenWriter{httptest.NewRecorder()}, page.HeadlessData{}); err == nil {
		t.Error("no error")
	}
}

const hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x00\xff{{.}} javascript:alert(1) <!--</template></title></textarea>"

// poison fills every string of a struct, however deep, with something hostile.
func poison(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostile)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		poison(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		poison(v.Index(0))
	case reflect.Map:
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		poison(k)
		poison(e)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(k, e)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(now))
			return
		}
		for _, field := range v.Fields() {
			poison(field)
		}
	case reflect.Bool:
		v.SetBool(true)
	}
}

func poisoned[T any]() T {
	var d T
	poison(reflect.ValueOf(&d).Elem())
	return d
}

// hostileStates are pages whose every text was written by an attacker.
var hostileStates = map[string]func(http.ResponseWriter) error{
	"consent":   consent(poisoned[page.ConsentData]()),
	"headless":  headless(poisoned[page.HeadlessData]()),
	"conflict":  conflict(poisoned[page.ConflictData]()),
	"error":     failure(page.ErrorData{Status: 400, Title: hostile, Message: hostile, Hint: hostile}),
	"dashboard": dashboard(poisoned[page.DashboardData]()),
	"key":       keyPage(page.KeyData{Key: ptr(page.Key{Hash: hostile, Label: hostile, Redacted: hostile, App: hostile, Created: now})}),
	"no key":    keyPage(page.KeyData{Hash: hostile}),
	"logs":      logs(poisoned[page.LogsData]()),
	"no logs":   logs(page.LogsData{Hash: hostile}),
	"live":      livePage(poisoned[page.LiveData]()),
}

func ptr[T any](v T) *T { return &v }

func TestHostile(t *testing.T) {
	t.Parallel()
	for name, render := range hostileStates {
		body := rendered(t, render).Body.String()
		for _, bad := range []string{"<script>", "<img src=x", "</textarea>", "\"'>", "<!--"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s: has %q", name, bad)
			}
		}
		if strings.Contains(body, "=\"javascript:") {
			t.Errorf("%s: links to script", name)
		}
		if n := strings.Count(body, "</template>"); name == "live" && n != 4 {
			t.Errorf("live: %d templates", n)
		}
	}
}

func TestConsentCarriesTheRequest(t *testing.T) {
	t.Parallel()
	hidden := regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	for _, c := range []struct {
		label string
		want  []string
	}{
		{"", []string{"code_challenge=c", "key_label=hidden", "state=s"}},
		{"My laptop", []string{"code_challenge=c", "state=s"}},
	} {
		body := rendered(t, consent(page.ConsentData{CallbackURL: "http://localhost/", KeyLabel: c.label})).Body.String()
		var got []string
		for _, field := range hidden.FindAllStringSubmatch(body, -1) {
			got = append(got, field[1]+"="+field[2])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("with label %q: %q, want %q", c.label, got, c.want)
		}
	}
}

// The callback URL is what the person judges by: its host stands out, and nothing in it hides or reorders the rest.
func TestCallbackURLIsShownAsItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, host, shown string }{
		{"http://localhost:3000/callback", "localhost:3000", "http://localhost:3000/callback"},
		{"https://openrouter.ai@evil.example/", "evil.example", "https://openrouter.ai@evil.example/"},
		{"https://a:b@c@evil.example/?x=@y", "evil.example", "https://a:b@c@evil.example/?x=@y"},
		{"https://openrouter.ai\\@evil.example/", "", "https://openrouter.ai\\@evil.example/"},
		{"https://app.example?next=//openrouter.ai/", "app.example", "https://app.example?next=//openrouter.ai/"},
		{"https://app.example/\u202emoc.live", "app.example", "https://app.example/%E2%80%AEmoc.live"},
		{"https://app.example/\xff\t\u00a0", "", "https://app.example/%FF%09%C2%A0"},
		{"https://[::1]:8080/x", "[::1]:8080", "https://[::1]:8080/x"},
		{"myapp:/callback", "", "myapp:/callback"},
		{"%zz", "", "%zz"},
	} {
		shown, host := callbackOf(rendered(t, consent(page.ConsentData{CallbackURL: c.url})).Body.String())
		if shown != c.shown || host != c.host {
			t.Errorf("%q: shown %q with host %q, want %q with %q", c.url, shown, host, c.shown, c.host)
		}
	}
}

// callbackOf reads the callback URL, and the host that stands out in it, off the consent page.
func callbackOf(body string) (shown, host string) {
	found := regexp.MustCompile(`(?s)<code class="url">(.*?)<strong>(.*?)</strong>(.*?)</code>`).FindStringSubmatch(body)
	if found == nil {
		return "", ""
	}
	return html.UnescapeString(found[1] + found[2] + found[3]), html.UnescapeString(found[2])
}

func FuzzConsent(f *testing.F) {
	f.Add("http://localhost:3000/callback", "localhost:3000", "My laptop", "5")
	f.Add("https://openrouter.ai@evil.example/\u202e", "\x00\xff", hostile, "ten")
	f.Fuzz(func(t *testing.T, callback, app, label, limit string) {
		body := rendered(t, consent(page.ConsentData{CallbackURL: callback, App: app, KeyLabel: label, Limit: limit, Users: users})).Body.String()
		if strings.Count(body, "<script") != 0 || strings.Count(body, "<img") != 2 || strings.Count(body, "<form") != 1 {
			t.Fatalf("markup got in:\n%s", body)
		}
		shown, host := callbackOf(body)
		if i := strings.IndexFunc(shown, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%q shows %q", callback, shown[i:])
		}
		if u, err := url.Parse(callback); host != "" && (err != nil || host != u.Host && !strings.Contains(callback, "%") && u.Host == strings.ToValidUTF8(u.Host, "")) {
			t.Errorf("%q: host %q", callback, host)
		}
	})
}

func BenchmarkConsent(b *testing.B) {
	d := page.ConsentData{CallbackURL: "http://localhost:3000/callback", App: "localhost:3000", Users: users, KeyLabel: "My laptop"}
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Consent(httptest.NewRecorder(), d); err != nil {
			b.Fatal(err)
		}
	}
}
