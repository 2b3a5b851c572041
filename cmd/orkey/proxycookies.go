package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orkey-dev/orkey/gateway"
)

// cookiesKept looks whether a browser would keep the cookie of a sign-in and send
// it.
func (g *diagnosis) cookiesKept(res *http.Response) error {
	const asItIs = "the proxy in front must pass on Set-Cookie as it is"
	cookies := res.Cookies()
	if len(cookies) == 0 {
		return wrong(asItIs, "no cookie comes with a sign-in")
	}
	u, err := url.Parse(g.public)
	if err != nil {
		return err
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1"
	for _, c := range cookies {
		switch {
		case c.Secure && u.Scheme == "http" && !local:
			return wrong("open the https URL, which --public-url is", "%s is for https alone, and this is http", c.Name)
		case c.Domain != "" && !strings.HasSuffix("."+u.Hostname(), "."+strings.TrimPrefix(c.Domain, ".")):
			return wrong(asItIs, "%s is for %s", c.Name, c.Domain)
		case c.SameSite == http.SameSiteStrictMode:
			return wrong(asItIs, "%s does not come along from OpenRouter (SameSite=Strict)", c.Name)
		case strings.HasPrefix(c.Name, "__Host-") && (!c.Secure || c.Path != "/" || c.Domain != ""):
			return wrong(asItIs, "%s is refused by browsers, since its attributes were changed", c.Name)
		case c.Path != "" && c.Path != "/":
			return wrong(asItIs, "%s is for %s alone", c.Name, c.Path)
		}
	}
	return nil
}

// roundTrips is how often a cookie is brought back, so that every replica is likely
// to see it.
const roundTrips = 6

// cookiesComeBack brings the cookie of a sign-in back, with a denial, which sends
// nothing to OpenRouter. Whoever opens the cookie deletes it.
func (g *diagnosis) cookiesComeBack(ctx context.Context, begun *http.Response) error {
	location, err := begun.Location()
	if err != nil {
		return err
	}
	callback := g.public + gateway.Prefix + "/callback?" + url.Values{"error": {"access_denied"}, "state": {location.Query().Get("state")}}.Encode()
	attempt := slices.IndexFunc(begun.Cookies(), func(c *http.Cookie) bool { return strings.Contains(c.Name, "-attempt-") && c.MaxAge >= 0 })
	if attempt < 0 {
		return wrong("the proxy in front must not rename cookies", "no cookie of a sign-in comes with one")
	}
	c, opened := begun.Cookies()[attempt], 0
	for range roundTrips {
		res, err := g.navigate(ctx, callback, c.Name+"="+c.Value)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(res.Cookies(), func(set *http.Cookie) bool { return set.Name == c.Name && set.MaxAge < 0 }) {
			opened++
		}
	}
	switch opened {
	case roundTrips:
		return nil
	case 0:
		return wrong("the proxy in front must pass on Cookie and the query as they are; if it spreads requests, all replicas need the same --secret-file", "the cookie of a sign-in is not there when people come back")
	}
	return wrong("give all replicas the same --secret-file", "the cookie of a sign-in is known to %d of %d that were asked", opened, roundTrips)
}

// uncached begins another sign-in, which must be another.
func (g *diagnosis) uncached(ctx context.Context, begun *http.Response) error {
	res, err := g.navigate(ctx, g.public+gateway.Prefix+"/login", "")
	if err != nil {
		return err
	}
	if res.Header.Get("Location") == begun.Header.Get("Location") {
		return wrong("have it keep nothing below "+gateway.Prefix+"/, and nothing that says no-store or private", "a cache in front answers one person with the sign-in of another")
	}
	return nil
}
