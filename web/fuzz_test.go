package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

const grantedKey = "sk-or-v1-facade0000000000000000000000000000000000000000000000000000000000"

// newFuzzed makes a SignIn whose OpenRouter grants the same key for every code,
// and counts the codes.
func newFuzzed(f *testing.F, change ...func(*web.Config)) (signIn *web.SignIn, codes *int) {
	codes = new(int)
	now := time.Now()
	cfg := web.Config{
		PublicURL: publicURL,
		Now:       func() time.Time { return now }, // fuzzing takes longer than an attempt lives
		Secrets:   []web.Secret{secret},
		Log:       slog.New(slog.DiscardHandler),
		Client: &orkey.Client{HTTPClient: &http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			*codes++
			return &http.Response{StatusCode: 200, Request: req, Header: http.Header{"Content-Type": {"application/json"}},
				Body: io.NopCloser(strings.NewReader(`{"key":"` + grantedKey + `","user_id":"user_1"}`))}, nil
		})}},
	}
	for _, c := range change {
		c(&cfg)
	}
	signIn, err := web.New(cfg)
	if err != nil {
		f.Fatal(err)
	}
	return signIn, codes
}

// answerTo serves a navigation.
func answerTo(signIn *web.SignIn, path, query, cookies string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.URL.RawQuery, r.RequestURI = query, path+"?"+query
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Cookie", cookies)
	w := httptest.NewRecorder()
	signIn.Handler().ServeHTTP(w, r)
	return w
}

// begun begins a sign-in, and returns its cookie and its state.
func begun(f *testing.F, signIn *web.SignIn) (cookies, state string) {
	w := answerTo(signIn, "/auth/login", "return_to=%2Fdeep", "")
	u, err := url.Parse(w.Header().Get("Location"))
	if err != nil {
		f.Fatal(err)
	}
	cookies, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
	return cookies, u.Query().Get("state")
}

// Whatever comes as a cookie, it is nobody, or the person it was made for.
func FuzzCookie(f *testing.F) {
	signIn, _ := newFuzzed(f)
	attempt, state := begun(f, signIn)
	w := answerTo(signIn, "/auth/callback", "code=x&state="+state, attempt)
	var good string
	for _, set := range w.Header()["Set-Cookie"] {
		if strings.HasPrefix(set, cookie+"=") {
			good, _, _ = strings.Cut(set, ";")
		}
	}
	if good == "" {
		f.Fatal("no session to begin with")
	}
	// The seeds have names for what differs from process to process.
	names := strings.NewReplacer("GOOD", good, "ATTEMPT", attempt, "HALF", good[:40])
	for _, seed := range []string{"GOOD", "GOOD; GOOD", "ATTEMPT; GOOD", `a="b"; GOOD`, cookie + "=", cookie, ";=;", "HALF", "ATTEMPT", "GOODx", "xGOOD"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		header = names.Replace(header)
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Cookie"] = []string{header}
		session, err := signIn.Session(r)
		switch {
		case err == nil && (session.UserID != "user_1" || session.Key.Reveal() != grantedKey || !strings.Contains(header, good[len(cookie)+1:])):
			t.Errorf("%q is %v", header, session)
		case err != nil && !errors.Is(err, web.ErrNotSignedIn):
			t.Errorf("%q: %v", header, err)
		}
		if w := answerTo(signIn, "/auth/login", "", header); w.Code != http.StatusSeeOther {
			t.Errorf("%q: login answers %d", header, w.Code)
		}
	})
}

// Whatever comes as a callback, only the one of the attempt in the cookie signs in.
func FuzzCallback(f *testing.F) {
	signIn, codes := newFuzzed(f)
	attempt, state := begun(f, signIn)
	for _, seed := range []string{
		"code=x&state=STATE", "code=x", "state=STATE", "error=access_denied", "error=access_denied&state=STATE", "error=&code=x&state=STATE", "code=x&state=y",
		"code=x&code=y&state=STATE", "code=x&state=STATE&state=y", "code=x&state=STATE&load=1", "%zz", "code=%00&state=STATE",
		"error=%3Cscript%3E&error_description=%3Cscript%3E", "code=x&attempt=STATE", "code=x&state=STATEx",
	} {
		f.Add(seed)
	}
	ctx, cancel := context.WithCancel(f.Context())
	cancel() // nobody waits for a second look
	f.Fuzz(func(t *testing.T, query string) {
		query, before := strings.ReplaceAll(query, "STATE", state), *codes
		r := httptest.NewRequestWithContext(ctx, "GET", "/auth/callback", nil)
		r.URL.RawQuery = query
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Cookie", attempt)
		w := httptest.NewRecorder()
		signIn.Handler().ServeHTTP(w, r)

		values, err := url.ParseQuery(query)
		genuine := err == nil && len(values["code"]) == 1 && len(values["state"]) <= 1 && (!values.Has("state") || values.Get("state") == state)
		signedIn := slices.ContainsFunc(w.Header()["Set-Cookie"], func(set string) bool { return strings.HasPrefix(set, cookie+"=") })
		if (signedIn || *codes > before) && !genuine || signedIn && w.Header().Get("Location") != "/deep" {
			t.Errorf("%q signs in: %d %v", query, w.Code, w.Header())
		}
		if *codes > before+1 {
			t.Errorf("%q sends %d codes", query, *codes-before)
		}
		if w.Code == http.StatusOK && w.Body.Len() > 0 || strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Body.String(), grantedKey) {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
	})
}

// Whatever comes as a return path, the browser stays on the site.
func FuzzReturnPath(f *testing.F) {
	signIn, _ := newFuzzed(f)
	for _, seed := range []string{
		"/a", "/a//b?x=//y#z", "//evil", "/\\evil", "/%09/evil", "https:evil", "/..//evil", "/a/%2e%2e//evil", "/@evil", "/\t/evil", "/%5cevil", "/.%2e/%2fevil",
	} {
		f.Add(seed)
	}
	site, err := url.Parse(publicURL)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		u, err := url.Parse(signIn.SignInURL(to))
		if err != nil {
			t.Fatalf("%q: %v", to, err)
		}
		got := u.Query().Get("return_to")
		if again := signIn.SignInURL(got); again != u.String() {
			t.Errorf("%q becomes %q and that becomes %s", to, got, again)
		}
		// What browsers make of it: controls go, \ is /, dots are resolved.
		for _, seen := range []string{got, strings.NewReplacer("%2e", ".", "%2E", ".", "%2f", "/", "%2F", "/", "%5c", "/", "%5C", "/", "%09", "").Replace(got)} {
			path, _, _ := strings.Cut(seen, "?")
			path, _, _ = strings.Cut(path, "#")
			path = strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(path)
			there, err := site.Parse(path)
			if err != nil || there.Host != site.Host || there.Scheme != site.Scheme || strings.HasPrefix(path, "//") || strings.HasPrefix(there.Path, "//") {
				t.Errorf("%q leads to %q, which is %v", to, got, there)
			}
		}
	})
}
