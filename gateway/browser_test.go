package gateway_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// A browser has a cookie jar and says what browsers say of themselves.
type browser struct {
	*site
	http.Client
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// cookies is the Cookie header that the site gets.
func (b *browser) cookies() string {
	u, err := url.Parse(b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	var pairs []string
	for _, c := range b.Jar.Cookies(u) {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return strings.Join(pairs, "; ")
}

// An answer is an HTTP response read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, to string, body io.Reader, headers ...string) answer {
	b.t.Helper()
	return b.send(b.request(method, to, body, headers...))
}

// request makes a request to a URL, or to a path of the site.
func (b *browser) request(method, to string, body io.Reader, headers ...string) *http.Request {
	b.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = b.url + to
	}
	req, err := http.NewRequestWithContext(context.Background(), method, to, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

func (b *browser) send(req *http.Request) answer {
	b.t.Helper()
	res, err := b.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

// visit goes to a page as a click on a link does, without following redirects.
func (b *browser) visit(to string) answer {
	b.t.Helper()
	return b.do("GET", to, nil, "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
}

// fetch asks as a script of the app's own page does.
func (b *browser) fetch(method, to string) answer {
	b.t.Helper()
	return b.do(method, to, nil, "Accept", "*/*", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-origin")
}

// signIn signs the person in, and fails if they do not land where they should.
func (b *browser) signIn(returnTo string) {
	b.t.Helper()
	res := b.visit("/_orkey/login?return_to=" + url.QueryEscape(returnTo))
	back, err := b.openrouter.Approve(res.header.Get("Location"))
	if err != nil {
		b.t.Fatal(err)
	}
	if res = b.visit(back); res.status != http.StatusSeeOther || res.header.Get("Location") != returnTo {
		b.t.Fatalf("the callback answers %d %s %s", res.status, res.header, res.body)
	}
}
