package attack

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

func verifyIdentity(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	id, err := p.userID(ctx)
	if err != nil {
		return err
	}
	asked := [][]string{
		nil,
		{"X-Original-URI: /closed", "X-Original-Method: POST"},
		{"X-Forwarded-Uri: /closed", "X-Forwarded-Method: GET"},
		{"X-Forwarded-Uri: /_orkey/healthz"},
		{"X-Original-URI: " + t.Open + "../closed"},
		{"X-Original-URI: /closed", "X-Original-URI: " + t.Open + "x"},
	}
	for _, uri := range asked {
		for _, claim := range append([][]string{nil}, claims...) {
			q := request{method: "GET", target: "/_orkey/verify", header: slices.Concat(navigation, uri, claim)}
			a, err := p.send(ctx, q)
			if err != nil {
				return err
			}
			if got := spelled(a.header, "X-OpenRouter-User"); a.status != http.StatusOK || len(got) != 1 || got[0] != id {
				t.found("with %q it says %d and that %q are signed in", slices.Concat(uri, claim), a.status, got)
			}
			if strings.Contains(a.everything(), "user_evil") {
				t.found("with %q it says what the client says", claim)
			}
			if a, err = t.nobody().send(ctx, q); err != nil {
				return err
			}
			if a.status < 300 {
				t.found("with %q it lets nobody through", slices.Concat(uri, claim))
			}
		}
	}
	return nil
}

var keyPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`sk-or-v1-[A-Za-z0-9]{16}`) })

// keyUnreadable looks for a key in all that a page's script can fetch.
func keyUnreadable(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	p.cookies["secret"] = "of the app, HttpOnly"
	for _, target := range []string{
		"/_orkey/session", "/_orkey/session?key=1", "/_orkey/verify", "/_orkey/login", "/_orkey/callback", "/_orkey/logout", "/_orkey/healthz", "/_orkey/readyz",
		"/_orkey/", "/_orkey/api/v1/key", "/_orkey/api/v1/keys", "/_orkey/api/v1/auth/key", "/_orkey/api/v1/auth/keys/code", "/_orkey/api/v1/../auth/keys/code",
		"/_orkey/api/v1/models", "/_orkey/token", "/_orkey/key", "/_orkey/metrics", "/_orkey/debug/pprof/",
	} {
		for _, header := range [][]string{fetched, navigation, append(slices.Clone(fetched), "X-Forwarded-Uri: /", "X-Forwarded-Method: GET"), append(slices.Clone(fetched), "X-Original-URI: /")} {
			a, err := p.send(ctx, request{method: "GET", target: target, header: header})
			if err != nil {
				return err
			}
			if keyPattern().MatchString(a.everything()) {
				t.found("%s shows a key", target)
			}
			if target == "/_orkey/verify" && a.header.Get("Cookie") != "" {
				t.found("/_orkey/verify shows cookies that scripts must not read")
			}
		}
	}
	for _, target := range []string{"/_orkey/api/v1/auth/keys/code", "/_orkey/api/v1/keys", "/_orkey/api/v1/auth/keys"} {
		a, err := p.fetch(ctx, "POST", target, "Content-Type: application/json")
		if err != nil {
			return err
		}
		if a.status < 300 || keyPattern().MatchString(a.everything()) {
			t.found("POST %s is answered %d", target, a.status)
		}
	}
	// Nor does a page of another site get anywhere with the person's cookie.
	for _, site := range []string{"cross-site", "same-site"} {
		a, err := p.send(ctx, request{method: "GET", target: "/_orkey/api/v1/key", header: []string{"Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: " + site, "Origin: https://evil.example"}})
		if err != nil {
			return err
		}
		if a.status < 300 {
			t.found("the API is called for a page of another site (%s)", site)
		}
		if a.header.Get("Access-Control-Allow-Origin") != "" {
			t.found("the API may be read by pages of other sites")
		}
	}
	return nil
}
