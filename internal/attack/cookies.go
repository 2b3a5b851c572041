package attack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// cookieNames are what a gateway's cookies may be called at the target.
func (t *Target) cookieNames() []string {
	names := []string{"orkey", "__Host-orkey"}
	if u, err := url.Parse(t.URL); err == nil && u.Port() != "" {
		names = append(names, "orkey-"+u.Port(), "__Host-orkey-"+u.Port())
	}
	return names
}

// isOfAnother reports whether a cookie is of an orkey site on another port of the
// same host: a browser keeps them together.
func (t *Target) isOfAnother(name string) bool {
	site, _, _ := strings.Cut(name, "-attempt-")
	port, ok := strings.CutPrefix(strings.TrimPrefix(site, "__Host-"), "orkey-")
	_, err := strconv.ParseUint(port, 10, 16)
	return ok && err == nil && !slices.Contains(t.cookieNames(), site)
}

func malformedCookies(ctx context.Context, t *trial) error {
	for _, name := range t.cookieNames() {
		for _, value := range []string{
			"", "x", `""`, strings.Repeat("A", 4000), strings.Repeat("A", 15000), "%00", "\x01\x02", "=", "====", "AAAA.AAAA.AAAA", "{}", "ÿÿÿÿ", "../../etc/passwd",
			"eyJhbGciOiJub25lIn0.e30.", strings.Repeat("A", 150) + "; " + name + "=" + strings.Repeat("B", 150), ";;;;", "a,b=c",
		} {
			for _, target := range []string{"/closed", "/_orkey/verify", "/_orkey/api/v1/key"} {
				a, err := t.send(ctx, request{method: "GET", target: target, header: append(slices.Clone(fetched), "Cookie: "+name+"="+value)})
				if err != nil {
					return fmt.Errorf("%s=%.20q: %w", name, value, err)
				}
				if a.status < 400 || a.status >= 500 {
					t.found("%s=%.20q is answered %d at %s", name, value, a.status, target)
				}
			}
		}
		many := "Cookie: " + strings.Repeat(name+"=AAAA; ", 1000) + "x=y"
		a, err := t.send(ctx, request{method: "GET", target: "/closed", header: append(slices.Clone(fetched), many)})
		if err != nil {
			return err
		}
		if a.status < 400 || a.status >= 500 {
			t.found("a thousand cookies are answered %d", a.status)
		}
	}
	return nil
}

// changedCookie changes a session's cookie by a character, at each place.
func changedCookie(ctx context.Context, t *trial) error {
	p, name, err := t.withSession(ctx)
	if err != nil {
		return err
	}
	good := p.cookies[name]
	for i := range len(good) {
		for _, other := range []string{"A", "_", "=", ""} {
			value := good[:i] + other + good[i+1:]
			if value == good {
				continue
			}
			a, err := t.send(ctx, request{method: "GET", target: "/_orkey/verify", header: append(slices.Clone(fetched), "Cookie: "+name+"="+value)})
			if err != nil {
				return err
			}
			if a.status != http.StatusUnauthorized {
				return fmt.Errorf("a cookie that was changed at %d of %d is answered %d", i, len(good), a.status)
			}
		}
	}
	return nil
}

func twoCookies(ctx context.Context, t *trial) error {
	p, name, err := t.withSession(ctx)
	if err != nil {
		return err
	}
	good := name + "=" + p.cookies[name]
	for _, cookies := range []string{name + "=evil; " + good, good + "; " + name + "=evil", "a=b; " + name + "=; " + good, name + "=" + strings.Repeat("A", 300) + ";" + good} {
		a, err := t.send(ctx, request{method: "GET", target: "/_orkey/verify", header: append(slices.Clone(fetched), "Cookie: "+cookies)})
		if err != nil {
			return err
		}
		if a.status != http.StatusOK {
			t.found("with a bad cookie beside it, a good one is answered %d", a.status)
		}
	}
	return nil
}

func otherPurpose(ctx context.Context, t *trial) error {
	p := t.nobody()
	authorizeURL, err := p.begin(ctx, "/")
	if err != nil {
		return err
	}
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return err
	}
	sealed := []string{u.Query().Get("state")}
	for _, value := range p.cookies {
		sealed = append(sealed, value)
	}
	var attempt string
	for name := range p.cookies {
		attempt = name
	}
	signedIn, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	name, err := signedIn.session()
	if err != nil {
		return err
	}
	for _, value := range sealed {
		thief := t.nobody()
		thief.cookies[name] = value
		if !t.expect(ctx, thief, false, "what was sealed for a sign-in is good for a session") {
			return nil
		}
	}
	// And the other way round: a session is no sign-in under way.
	thief := t.nobody()
	thief.cookies[attempt] = signedIn.cookies[name]
	if _, err := thief.visit(ctx, "/_orkey/callback?code=evil&state="+url.QueryEscape(sealed[0])); err != nil {
		return err
	}
	t.expect(ctx, thief, false, "what was sealed for a session is good for a sign-in")
	return nil
}

func ownCookies(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	if t.Approve != nil {
		if _, err := p.begin(ctx, "/"); err != nil { // for the cookie of a sign-in
			return err
		}
	}
	ours := p.cookie()
	p.cookies["theme"], p.cookies["orkeyish"] = "dark", "stays"
	s, err := p.echo(ctx, request{method: "GET", target: t.Echo, header: navigation})
	if err != nil {
		return err
	}
	got := strings.Join(s.Header["Cookie"], "; ")
	for pair := range strings.SplitSeq(ours, "; ") {
		if name, value, _ := strings.Cut(pair, "="); strings.Contains(name, "orkey") && (strings.Contains(got, name+"=") || strings.Contains(got, value)) {
			t.found("the app gets the cookie %s", name)
		}
	}
	for _, pair := range []string{"theme=dark", "orkeyish=stays"} {
		if !strings.Contains(got, pair) {
			t.found("the app does not get its own cookie %s, but %q", pair, got)
		}
	}
	return nil
}

func appSetsCookies(ctx context.Context, t *trial) error {
	p, name, err := t.withSession(ctx)
	if err != nil {
		return err
	}
	for _, target := range []string{"set", "early"} {
		for _, cookie := range []string{
			name + "=evil", name + "=; Max-Age=0", " " + name + " = evil", "=" + name + "=evil", "\t" + name + "=evil; Path=/", name, name + "-attempt-x=evil",
		} {
			a, err := p.t.send(ctx, request{method: "GET", target: t.Echo + "?" + target + "=" + url.QueryEscape(cookie) + "&set=theme%3Ddark",
				header: append(slices.Clone(navigation), "Cookie: "+p.cookie())})
			if err != nil {
				t.found("%w", err)
				continue
			}
			got := a.header["Set-Cookie"]
			if a.status != http.StatusOK || len(got) != 1 || got[0] != "theme=dark" {
				t.found("the app sets %q, and the browser is told %q (%d)", cookie, got, a.status)
			}
		}
	}
	res, _, conn, err := t.open(ctx, request{method: "GET", target: "/ws?set=" + url.QueryEscape(name+"=evil") + "&set=theme%3Ddark",
		header: append(slices.Clone(webSocket), "Cookie: "+p.cookie())})
	if err != nil {
		return err
	}
	defer conn.Close()
	if got := res.Header["Set-Cookie"]; len(got) != 1 || got[0] != "theme=dark" {
		t.found("with a WebSocket the app sets a cookie, and the browser is told %q (%d)", got, res.StatusCode)
	}
	return nil
}
