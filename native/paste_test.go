package native_test

import (
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/native"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestParsePaste(t *testing.T) {
	t.Parallel()
	const here = "http://localhost:4321/callback/NONCE"
	for _, test := range []struct {
		text, callbackURL string
		want              string // as a query; empty if it is refused
	}{
		{"abc", here, "code=abc"},
		{"  abc\r", here, "code=abc"},
		{"abc==", here, "code=abc%3D%3D"},
		{"\x1b[200~abc\x1b[201~", here, "code=abc"},
		{"<abc>", here, "code=abc"},
		{`"abc"`, here, "code=abc"},
		{"code=abc", here, "code=abc"},
		{"?code=abc", here, "code=abc"},
		{"code=abc&state=s", here, "code=abc&state=s"},
		{"?state=s&code=abc", here, "code=abc&state=s"},
		{"code=a%2Bb", here, "code=a%2Bb"},
		{"error=access_denied", here, "error=access_denied"},
		{here + "?code=abc&state=s", here, "code=abc&state=s"},
		{here + "?code=abc&state=s#frag", here, "code=abc&state=s"},
		{"<" + here + "?code=abc>", here, "code=abc"},
		{"localhost:4321/callback/NONCE?code=abc", here, "code=abc"},
		{"127.0.0.1:4321/callback/NONCE?code=abc", here, "code=abc"},
		{"http://127.0.0.1:4321/callback/NONCE?code=abc", here, "code=abc"},
		{"http://[::1]:4321/callback/NONCE?code=abc", here, "code=abc"},
		{"HTTP://LocalHost:4321/callback/NONCE?code=abc", here, "code=abc"},
		{here + "?error=access_denied", here, "error=access_denied"},

		{"", here, ""},
		{"   ", here, ""},
		{"?", here, ""},
		{"&", here, ""},
		{"a b", here, ""},
		{"ls /tmp", here, ""},
		{"?foo=bar", here, ""},
		{"foo=bar&x=y", here, ""},
		{"code=%zz", here, ""},
		{"/callback/NONCE?code=abc", here, ""},
		{here, here, ""},
		{here + "?utm=x", here, ""},
		{"http://localhost:4321/callback/OTHER?code=abc", here, ""},
		{"http://localhost:4322/callback/NONCE?code=abc", here, ""},
		{"http://localhost/callback/NONCE?code=abc", here, ""},
		{"https://localhost:4321/callback/NONCE?code=abc", here, ""},
		{"http://evil.example:4321/callback/NONCE?code=abc", here, ""},
		{"http://localhost.evil.example:4321/callback/NONCE?code=abc", here, ""},
		{"http://localhost@evil.example:4321/callback/NONCE?code=abc", here, ""},
		{"http://x@localhost:4321/callback/NONCE?code=abc", here, ""},
		{"http://192.168.1.1:4321/callback/NONCE?code=abc", here, ""},
		{"http://%zz", here, ""},
		{"http:", here, ""},
		{"https:abc", here, ""},
		{"https://openrouter.ai/auth?code_challenge=x", here, ""},
		{strings.Repeat("x", 9000), here, ""},

		{"abc", "", "code=abc"},
		{"code=abc", "", "code=abc"},
		{"https://openrouter.ai/auth/done?code=abc", "", "code=abc"},
		{"https://openrouter.ai/auth?code_challenge=x", "", ""},
		{"https://openrouter.ai/", "", ""},
	} {
		query, err := native.ParsePaste(test.text, test.callbackURL)
		if got := query.Encode(); got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%.60q at %q: %q, %v, want %q", test.text, test.callbackURL, got, err, test.want)
		}
	}
}

func FuzzParsePaste(f *testing.F) {
	const here = "http://localhost:4321/callback/NONCE"
	for _, seed := range []string{"abc", "code=abc&state=s", here + "?code=abc", "https://x/?code=1", "?error=x", "\x1b[200~", "a=b", "%zz=code"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		query, err := native.ParsePaste(text, here)
		switch {
		case (err == nil) != (query != nil):
			t.Errorf("%v and %v", query, err)
		case err == nil && !query.Has("code") && !query.Has("state") && !query.Has("error"):
			t.Errorf("took %q for a callback: %v", text, query)
		case err != nil && len(text) > 20 && strings.Contains(err.Error(), text):
			t.Errorf("the error repeats the text: %v", err)
		}
		if u, e := url.Parse(text); err == nil && e == nil && u.Scheme == "http" && u.Port() != "4321" {
			t.Errorf("took the address %q for the callback", text)
		}
	})
}

// On both ways each form does, after mistakes that end nothing.
func TestPaste(t *testing.T) {
	t.Parallel()
	code := func(back string) string {
		if u, err := url.Parse(back); err == nil && u.Host != "" {
			return u.Query().Get("code")
		}
		return back
	}
	for _, test := range []struct {
		name string
		mode native.Mode
		form func(back string) string // of the callback URL, or in headless mode the code
	}{
		{"loopback, address", native.Loopback, func(back string) string { return back }},
		{"loopback, address without http", native.Loopback, func(back string) string { return strings.TrimPrefix(back, "http://") }},
		{"loopback, query", native.Loopback, func(back string) string { return back[strings.Index(back, "?"):] }},
		{"loopback, code=", native.Loopback, func(back string) string { return "code=" + code(back) }},
		{"loopback, code", native.Loopback, code},
		{"headless, code=", native.Headless, func(back string) string { return "code=" + code(back) }},
		{"headless, code", native.Headless, code},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			openrouter := orkeytest.NewServer(t)
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			defer w.Close()
			s := begin(t, openrouter, native.Config{Mode: test.mode, Input: r})
			paste := func(text string) {
				if _, err := w.WriteString(text + "\n"); err != nil {
					t.Fatal(err)
				}
			}
			back := approve(t, openrouter, s.pageURL)
			paste("")
			if test.mode == native.Headless { // on the loopback way Enter is no paste
				s.output.wait(t, "Not yet: nothing was pasted. Paste again: ")
			}
			paste("not a code at all")
			s.output.wait(t, "Not yet: there is no code in that.")
			paste("http://localhost:1/callback/x?code=" + code(back) + "&state=x")
			if test.mode == native.Loopback {
				s.output.wait(t, "Not yet: that is the address of something else than this sign-in.")
			}
			paste("code=" + code(back) + "&state=wrong")
			s.output.wait(t, "Not yet: that belongs to another sign-in.")
			paste("nosuchcode")
			s.output.wait(t, "Not yet: OpenRouter does not accept that code")
			s.waits()
			paste(test.form(back) + "\r")
			grant, err := s.end()
			if err != nil || grant.Key.IsZero() {
				t.Fatal(grant, err)
			}
			if strings.Contains(s.output.String(), code(back)) {
				t.Error("the code is repeated")
			}
		})
	}
}

func TestPasteOfADenial(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s := begin(t, openrouter, native.Config{Input: r})
	w.WriteString(deny(t, openrouter, s.pageURL) + "\n")
	if _, err := s.end(); !errors.Is(err, orkey.ErrDenied) {
		t.Error(err)
	}
}

// Codes are not tried for ever.
func TestPasteOfWrongCodes(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	s := begin(t, openrouter, native.Config{Mode: native.Headless, Input: strings.NewReader(strings.Repeat("wrong\n", 100))})
	if _, err := s.end(); !errors.Is(err, orkey.ErrCodeRejected) {
		t.Error(err)
	}
	if n := exchanges(openrouter); n != 5 {
		t.Errorf("%d codes were sent", n)
	}
}

// When the browser came back, what was about to be pasted is not in the way.
func TestPasteAndCallback(t *testing.T) {
	t.Parallel()
	openrouter := orkeytest.NewServer(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s := begin(t, openrouter, native.Config{Input: r})
	w.WriteString("half a li")
	s.signedIn(openrouter)
}
