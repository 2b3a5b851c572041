package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/internal/attack"
)

// A diagnosis finds why people can't sign in, if they can't.
type diagnosis struct {
	client  *http.Client
	public  string // URL without a slash at the end
	session string // Cookie header of somebody who is signed in, or ""
}

// diagnose reports whether there is a gateway at all, and one of this URL.
func (d *doctor) diagnose(ctx context.Context, t *attack.Target) bool {
	g := diagnosis{
		client: &http.Client{
			// Each request on a connection of its own may find another replica. The
			// transport adds HTTP/2 to its configuration, which the attacks do not speak.
			Transport:     &http.Transport{TLSClientConfig: t.TLS.Clone(), ForceAttemptHTTP2: true, DisableKeepAlives: true, DialContext: dialInstead(t.Address)},
			Timeout:       20 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		public: t.URL, session: t.Session,
	}
	err := g.reached(ctx)
	d.found("it is reached", err, "")
	if err != nil {
		return false
	}
	res, err := g.navigate(ctx, t.URL+gateway.Prefix+"/login", "")
	if err == nil {
		err = g.samePublicURL(res)
	}
	d.found("its public URL is this one", err, "")
	if err != nil {
		return false
	}
	err = g.cookiesKept(res)
	if err == nil {
		err = g.cookiesComeBack(ctx, res)
	}
	d.found("its cookies come back", err, "")
	d.found("no cache keeps its answers", g.uncached(ctx, res), "")
	d.found("redirects come to an end", g.redirectsEnd(ctx), "")
	return true
}

// dialInstead dials an address, if there is one, instead of others.
func dialInstead(address string) func(ctx context.Context, network, usual string) (net.Conn, error) {
	return func(ctx context.Context, network, usual string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, cmp.Or(address, usual))
	}
}

// A fault of a deployment says what to do about it.
type fault struct{ what, do string }

func (f *fault) Error() string { return f.what }

func wrong(do, format string, a ...any) error { return &fault{fmt.Sprintf(format, a...), do} }

// mostPauses bounds how often it is heeded that this goes too fast.
const mostPauses = 6

// navigate asks for a page as a browser does.
func (g *diagnosis) navigate(ctx context.Context, url, cookie string) (*http.Response, error) {
	for pauses := 0; ; pauses++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Accept", "text/html")
		req.Header.Set("Sec-Fetch-Mode", "navigate")
		req.Header.Set("Sec-Fetch-Dest", "document")
		if cookie != "" {
			req.Header.Set("Cookie", cookie)
		}
		res, err := g.client.Do(req)
		if err != nil {
			return nil, unreached(err, g.public)
		}
		body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20)) // as much as there is
		res.Body.Close()
		res.Body = io.NopCloser(bytes.NewReader(body))
		pause, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		if res.StatusCode != http.StatusTooManyRequests || pause <= 0 || pause > 30 || pauses == mostPauses {
			return res, nil
		}
		select {
		case <-time.After(time.Duration(pause) * time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// reached looks whether a gateway of ours answers.
func (g *diagnosis) reached(ctx context.Context) error {
	const path = gateway.Prefix + "/session"
	res, err := g.navigate(ctx, g.public+path, "")
	if err != nil {
		return err
	}
	var status struct {
		SignedIn *bool `json:"signed_in"`
	}
	err = json.NewDecoder(res.Body).Decode(&status)
	switch {
	case res.StatusCode == http.StatusMisdirectedRequest:
		return wrong("start orkey proxy with --public-url "+g.public+"; if it is, have the proxy in front pass on the Host header (nginx: proxy_set_header Host $http_host)",
			"it does not serve this host (421)")
	case res.StatusCode/100 == 3:
		return g.ledAway(path, res.Header.Get("Location"))
	case res.StatusCode/100 == 5:
		return wrong("see whether orkey proxy runs, and whether the proxy in front passes "+gateway.Prefix+"/ on to the address that it listens on; "+gateway.Prefix+"/readyz says whether its sessions are there",
			"%s is answered %d", path, res.StatusCode)
	case res.StatusCode == http.StatusBadRequest && strings.HasPrefix(g.public, "http:"):
		return wrong("give the https URL, if that is what it speaks", "%s is answered 400", path)
	case err != nil || status.SignedIn == nil || res.StatusCode != http.StatusOK:
		return wrong("the proxy in front must pass on "+gateway.Prefix+"/ to orkey proxy as it is: without a sign-in of its own, and with the prefix left on",
			"%s is answered %d by something else", path, res.StatusCode)
	}
	return nil
}

// ledAway says what a redirect means where there should be none.
func (g *diagnosis) ledAway(path, to string) error {
	there, err := url.Parse(to)
	here, _ := url.Parse(g.public + path)
	if err != nil {
		return wrong("the proxy in front must pass on "+gateway.Prefix+"/ as it is", "%s leads to what is no address", path)
	}
	switch there = here.ResolveReference(there); {
	case there.String() == here.String():
		return wrong("a proxy in front ends https and speaks http to one that leads to https: that one must heed X-Forwarded-Proto, or lead nowhere",
			"%s leads to itself", path)
	case there.Path == here.Path:
		return wrong("give the URL at which people end up, "+there.Scheme+"://"+there.Host+", which --public-url must be as well",
			"%s leads to %s", path, there)
	}
	return wrong("the proxy in front must pass on "+gateway.Prefix+"/ as it is, without a sign-in of its own", "%s leads to %s", path, there)
}

// samePublicURL looks where OpenRouter is told to lead back.
func (g *diagnosis) samePublicURL(res *http.Response) error {
	u, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode/100 != 3 {
		return wrong("the proxy in front must pass on Accept and Sec-Fetch-Mode, and redirects as they are; the log of orkey proxy says more", "a sign-in is answered %d and no redirect", res.StatusCode)
	}
	back := u.Query().Get("callback_url")
	if back == "" {
		back = u.String() // to where it believes that people should be
	}
	if !strings.HasPrefix(back, g.public+gateway.Prefix+"/") {
		at, _, _ := strings.Cut(back, gateway.Prefix+"/")
		return wrong("start it with --public-url "+g.public+", or open "+at, "it leads people to %s", at)
	}
	return nil
}

// redirectsEnd follows where the home page leads, as far as it is on the site: for
// nobody, and for somebody who is signed in, whom the app leads.
func (g *diagnosis) redirectsEnd(ctx context.Context) error {
	if err := g.follow(ctx, ""); err != nil || g.session == "" {
		return err
	}
	return g.follow(ctx, g.session)
}

func (g *diagnosis) follow(ctx context.Context, cookie string) error {
	const most = 10
	who := map[bool]string{true: "for nobody", false: "for who is signed in"}[cookie == ""]
	at, seen := g.public+"/", map[string]bool{}
	for range most {
		seen[at] = true
		res, err := g.navigate(ctx, at, cookie)
		if err != nil {
			return err
		}
		next, err := res.Location()
		if res.StatusCode/100 != 3 || err != nil || next.Hostname() != res.Request.URL.Hostname() {
			return nil
		}
		if at = next.String(); seen[at] {
			return wrong("the proxy in front and the app disagree about the address, http or https say: the one that leads to https must be told X-Forwarded-Proto: https, and --public-url be where people end up",
				"%s, %s leads to itself, by %d redirects", who, at, len(seen))
		}
	}
	return wrong("see in the app why it leads on and on", "%s, there is still no page after %d redirects", who, most)
}
