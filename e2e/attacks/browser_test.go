//go:build linux

package attacks

import (
	"context"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// A browser has cookies, and follows no redirect by itself.
type browser struct {
	*deployment
	client *http.Client
}

func (d *deployment) browser() *browser {
	d.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return &browser{d, d.client(jar)}
}

// client connects to the deployment whatever the URL says.
func (d *deployment) client(jar http.CookieJar) *http.Client {
	return clientFrom(d.t, nil, d.at, jar)
}

// clientFrom is a client that has an address of its own, or nil, and connects to
// one address alone.
func clientFrom(t *testing.T, from net.IP, to string, jar http.CookieJar) *http.Client {
	var dialer net.Dialer
	if from != nil {
		dialer.LocalAddr = &net.TCPAddr{IP: from}
	}
	transport := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, to)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// at is the same browser, whose requests go to another process.
func (b *browser) to(d *deployment) *browser { return &browser{d, d.client(b.client.Jar)} }

// visit goes to a page.
func (b *browser) visit(to string) (res *http.Response, body string) {
	b.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = b.url + to
	}
	return ask(b.t, b.client, http.MethodGet, to, "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
}

// fetch asks as a script of a page of the site does.
func (b *browser) fetch(method, path string, headers ...string) (res *http.Response, body string) {
	b.t.Helper()
	return ask(b.t, b.client, method, b.url+path, append([]string{"Accept", "*/*", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-origin"}, headers...)...)
}

// begin begins a sign-in, and returns the callback of one that is approved.
func (b *browser) begin(returnTo string) (callback string) {
	b.t.Helper()
	res, _ := b.visit("/_orkey/login?return_to=" + url.QueryEscape(returnTo))
	callback, err := b.openrouter.Approve(res.Header.Get("Location"))
	if err != nil {
		b.t.Fatal(err)
	}
	return callback
}

func (b *browser) signIn() *browser {
	b.t.Helper()
	if res, body := b.visit(b.begin("/")); res.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("the callback is answered %d %s", res.StatusCode, body)
	}
	return b
}

// status asks for a page of the app.
func (b *browser) status() int {
	b.t.Helper()
	res, _ := b.visit("/page")
	return res.StatusCode
}

// cookie is the Cookie header of the site.
func (b *browser) cookie() string {
	b.t.Helper()
	u, err := url.Parse(b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	var pairs []string
	for _, c := range b.client.Jar.Cookies(u) {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return strings.Join(pairs, "; ")
}
