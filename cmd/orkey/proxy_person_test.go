//go:build unix

package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// A person has a browser, which follows no redirects.
type person struct {
	t      *testing.T
	client *http.Client
	url    string
}

func newPerson(t *testing.T, url string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{t, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, url}
}

// signIn has somebody sign in at the public URL.
func (p *proxied) signIn() *person {
	p.t.Helper()
	return newPerson(p.t, p.url).signIn(p.openrouter)
}

func (b *person) signIn(openrouter *orkeytest.Server) *person {
	b.t.Helper()
	_, h, _ := b.visit(b.url + "/_orkey/login?return_to=/")
	callback, err := openrouter.Approve(h.Get("Location"))
	if err != nil {
		b.t.Fatal(err)
	}
	if status, _, body := b.visit(callback); status != http.StatusSeeOther {
		b.t.Fatalf("the callback is answered %d %s", status, body)
	}
	return b
}

// visit goes to a page.
func (b *person) visit(url string) (status int, h http.Header, body string) {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Dest", "document")
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(text)
}

// cookies are what their browser sends as Cookie.
func (b *person) cookies() string {
	b.t.Helper()
	var pairs []string
	for _, c := range b.client.Jar.Cookies(parse(b.t, b.url)) {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return strings.Join(pairs, "; ")
}

// get returns how a page is answered.
func (b *person) get(path string) int {
	b.t.Helper()
	status, _, _ := b.visit(b.url + path)
	return status
}

var listeningPattern = regexp.MustCompile(`listening on (\S+)`)

// listens is the address that a proxy with a public URL listens on.
func (p *proxied) listens() string {
	p.t.Helper()
	found := listeningPattern.FindStringSubmatch(p.Said())
	if found == nil {
		p.t.Fatalf("it does not say where it listens:\n%s", p.Said())
	}
	return found[1]
}

func parse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
