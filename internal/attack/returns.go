package attack

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

var badReturns = []string{
	"//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, `\/evil.example`, "/%09/evil.example", "/\t/evil.example", "/\n/evil.example",
	"https:evil.example", "https://evil.example", "http:/evil.example", "//evil.example/..", "/..//evil.example", "/.//evil.example", "/x/..//evil.example",
	"/%2e%2e//evil.example", "/%2f/evil.example", "/%5cevil.example", "//user@evil.example", "/\x00/evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x",
	"evil.example", "@evil.example", "?x", "", "/_orkey/login", "/_orkey/logout", "//", "//?x", `/\/evil.example`, "/;/\\evil.example",
}

// goodReturn must work, odd as it looks.
const goodReturn = "/a//b?x=//y#z"

func openRedirects(ctx context.Context, t *trial) error {
	for _, to := range badReturns {
		a, err := t.nobody().send(ctx, request{method: "POST", target: "/_orkey/logout",
			header: append([]string{"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"}, navigation[:3]...),
			body:   url.Values{"return_to": {to}}.Encode()})
		if err != nil {
			return err
		}
		location := a.header.Get("Location")
		u, err := url.Parse(location)
		if a.status != http.StatusSeeOther || err != nil || !t.isPublic(location) || strings.HasPrefix(u.Path, "//") || strings.Contains(location, "evil.example") {
			t.found("return_to=%q leads to %q (%d)", to, location, a.status)
		}
		a, err = t.nobody().visit(ctx, "/_orkey/login?return_to="+url.QueryEscape(to))
		if err != nil {
			return err
		}
		if strings.Contains(a.header.Get("Location"), "evil.example") {
			t.found("a sign-in with return_to=%q takes it along", to)
		}
	}
	a, err := t.nobody().send(ctx, request{method: "POST", target: "/_orkey/logout",
		header: append([]string{"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"}, navigation[:3]...),
		body:   url.Values{"return_to": {goodReturn}}.Encode()})
	if err == nil && a.header.Get("Location") != goodReturn {
		t.found("return_to=%q leads to %q", goodReturn, a.header.Get("Location"))
	}
	return err
}

// returnPaths signs in with each, and looks where that ends.
func returnPaths(ctx context.Context, t *trial) error {
	for _, to := range append(badReturns, goodReturn) {
		p := t.nobody()
		target, err := p.approved(ctx, to)
		if err != nil {
			return err
		}
		want := "/"
		if to == goodReturn {
			want = to
		}
		for _, load := range []string{"first", "second"} {
			a, err := p.visit(ctx, target)
			if err != nil {
				return err
			}
			if got := strings.TrimPrefix(a.header.Get("Location"), t.URL); a.status != http.StatusSeeOther || got != want {
				t.found("after a sign-in with return_to=%q the %s load of the callback leads to %q (%d)", to, load, got, a.status)
			}
		}
		// A page that offers to try again takes it along as well.
		a, err := t.nobody().visit(ctx, target)
		if err != nil {
			return err
		}
		if strings.Contains(a.body, "evil.example") {
			t.found("the page after a sign-in with return_to=%q leads there", to)
		}
	}
	return nil
}
