package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/internal/attack"
)

// diagnose finds why people can't sign in, if they can't. It reports whether there
// is a gateway at all, and one of this URL.
func (d *doctor) diagnose(ctx context.Context, t *attack.Target) bool {
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: t.TLS, ForceAttemptHTTP2: true, Proxy: http.ProxyFromEnvironment},
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	err := isGateway(ctx, client, t.URL)
	d.found("it is reached", err)
	if err != nil {
		return false
	}
	res, err := navigate(ctx, client, t.URL+gateway.Prefix+"/login")
	if err != nil {
		d.found("a sign-in begins", err)
		return true
	}
	err = samePublicURL(res, t.URL)
	d.found("its public URL is this one", err)
	if err != nil {
		return false
	}
	d.found("its cookies come back", cookiesComeBack(res, t.URL))
	d.found("redirects come to an end", redirectsEnd(ctx, client, t.URL))
	return true
}

// navigate asks for a page as a browser does.
func navigate(ctx context.Context, client *http.Client, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Dest", "document")
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	res.Body.Close()
	return res, nil
}

func isGateway(ctx context.Context, client *http.Client, public string) error {
	res, err := navigate(ctx, client, public+gateway.Prefix+"/session")
	switch {
	case err != nil:
		return err
	case res.StatusCode == http.StatusMisdirectedRequest:
		return errors.New("it does not serve this name: start it with this --public-url, or have the proxy in front pass on the Host header")
	case res.StatusCode/100 == 3:
		return fmt.Errorf("%s%s/session leads to %s: give the URL at which people end up", public, gateway.Prefix, res.Header.Get("Location"))
	case res.StatusCode/100 == 5:
		return fmt.Errorf("%s/session is answered %d: the proxy in front does not reach it, or it does not reach its sessions", gateway.Prefix, res.StatusCode)
	case !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json"):
		return fmt.Errorf("%s/session is answered %d by something else: the proxy in front must pass on %s/ as it is", gateway.Prefix, res.StatusCode, gateway.Prefix)
	}
	return nil
}

// samePublicURL looks where OpenRouter is told to lead back.
func samePublicURL(res *http.Response, public string) error {
	u, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode/100 != 3 {
		return fmt.Errorf("a sign-in is answered %d and no redirect", res.StatusCode)
	}
	back := u.Query().Get("callback_url")
	if back == "" {
		back = u.String() // to where it believes that people should be
	}
	if !strings.HasPrefix(back, public+gateway.Prefix+"/") {
		at, _, _ := strings.Cut(back, gateway.Prefix+"/")
		return fmt.Errorf("it leads people to %s: start it with --public-url %s", at, public)
	}
	return nil
}

// cookiesComeBack looks whether a browser would keep the cookie of a sign-in and
// send it.
func cookiesComeBack(res *http.Response, public string) error {
	cookies := res.Cookies()
	if len(cookies) == 0 {
		return errors.New("no cookie comes with a sign-in: the proxy in front must pass on Set-Cookie")
	}
	u, err := url.Parse(public)
	if err != nil {
		return err
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1"
	for _, c := range cookies {
		switch {
		case c.Secure && u.Scheme == "http" && !local:
			return fmt.Errorf("%s is for https alone, and this is http: open the https URL", c.Name)
		case c.Domain != "" && !strings.HasSuffix(u.Hostname(), strings.TrimPrefix(c.Domain, ".")):
			return fmt.Errorf("%s is for %s: the proxy in front must not rewrite cookies", c.Name, c.Domain)
		case c.SameSite == http.SameSiteStrictMode:
			return fmt.Errorf("%s does not come along from OpenRouter (SameSite=Strict): the proxy in front must not rewrite cookies", c.Name)
		case strings.HasPrefix(c.Name, "__Host-") && (!c.Secure || c.Path != "/" || c.Domain != ""):
			return fmt.Errorf("%s is refused by browsers: the proxy in front must not rewrite cookies", c.Name)
		}
	}
	return nil
}

// redirectsEnd follows where the home page leads, as far as it is on the site.
func redirectsEnd(ctx context.Context, client *http.Client, public string) error {
	const most = 10
	at, way := public+"/", []string{}
	for range most {
		res, err := navigate(ctx, client, at)
		if err != nil {
			return err
		}
		if res.StatusCode/100 != 3 {
			return nil
		}
		next, err := res.Location()
		if err != nil || next.Hostname() != res.Request.URL.Hostname() {
			return nil
		}
		way = append(way, at)
		for _, before := range way {
			if before == next.String() {
				return fmt.Errorf("%s leads to itself, by %d redirects: the proxy in front and the app disagree about the address, http or https say; the public URL must be the one at which people end up", before, len(way))
			}
		}
		at = next.String()
	}
	return fmt.Errorf("after %d redirects there is still no page", most)
}
