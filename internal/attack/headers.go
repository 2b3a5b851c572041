package attack

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// plain is a header's name as what is made like CGI knows it.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
}

// spelled returns all values of a header, however it is spelled.
func spelled(h http.Header, name string) (values []string) {
	for other, v := range h {
		if plain(other) == plain(name) {
			values = append(values, v...)
		}
	}
	return values
}

var claims = [][]string{
	{"X-OpenRouter-User: user_evil"},
	{"x-openrouter-user: user_evil", "X-OPENROUTER-USER: user_evil"},
	{"X_OpenRouter_User: user_evil"},
	{"X-OpenRouter_User: user_evil"},
	{"x.openrouter.user: user_evil"},
	{"X~OpenRouter~User: user_evil"},
	{"X-OpenRouter-User: user_evil", "X-OpenRouter-User: user_evil"},
	{"X-OpenRouter-User: user_evil", "Connection: X-OpenRouter-User, close"},
	{"Connection: x-openrouter-user, x-openrouter-key, close"},
	{"X-OpenRouter-Key: sk-or-v1-evil", "X_OpenRouter_Key: sk-or-v1-evil"},
}

func reservedHeaders(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	id, err := p.userID(ctx)
	if err != nil {
		return err
	}
	t.claim(ctx, p, t.Echo, []string{id})
	return nil
}

func reservedHeadersOfNobody(ctx context.Context, t *trial) error {
	t.claim(ctx, t.nobody(), t.openEcho(), nil)
	return nil
}

// claim makes claims, and wants the app to be told something else.
func (t *trial) claim(ctx context.Context, p *person, target string, want []string) {
	for _, claim := range claims {
		s, err := p.echo(ctx, request{method: "GET", target: target, header: slices.Concat(navigation, claim)})
		if err != nil {
			t.found("%q: %w", claim, err)
			continue
		}
		if got := spelled(s.Header, "X-OpenRouter-User"); !slices.Equal(got, want) {
			t.found("with %q the app is told that %q are signed in, not %q", claim, got, want)
		}
		if got := spelled(s.Header, "X-OpenRouter-Key"); slices.Contains(got, "sk-or-v1-evil") {
			t.found("with %q the app is told a key of the client's", claim)
		}
	}
}

var forwarded = []string{
	"X-Forwarded-For: 203.0.113.66", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher", "X-Forwarded-Port: 6666",
	"X-Forwarded-Prefix: /evil", "X-Forwarded-Uri: /evil", "X-Forwarded-Server: evil.example", "X_Forwarded_For: 203.0.113.66",
	"X-Real-IP: 203.0.113.66", "Forwarded: for=203.0.113.66;host=evil.example;proto=gopher", "X-Original-URI: /evil", "X-Original-URL: /evil",
	"X-Rewrite-URL: /evil", "Proxy: http://evil.example",
}

func forwardedHeaders(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	s, err := p.echo(ctx, request{method: "GET", target: t.Echo, header: slices.Concat(navigation, forwarded)})
	if err != nil {
		return err
	}
	for name, values := range s.Header {
		for _, value := range values {
			if strings.Contains(value, "evil") || strings.Contains(value, "203.0.113.66") || strings.Contains(value, "gopher") || strings.Contains(value, "6666") {
				t.found("the app is told %s: %s", name, value)
			}
		}
	}
	return nil
}

func forwardedRedirects(ctx context.Context, t *trial) error {
	for _, target := range []string{"/", "/_orkey/login?return_to=/", "/_orkey/session", "/_orkey/verify"} {
		a, err := t.nobody().send(ctx, request{method: "GET", target: target, header: slices.Concat(navigation, forwarded)})
		switch {
		case err != nil:
			return err
		case strings.Contains(a.everything(), "evil"):
			t.found("%s is answered with the word of a stranger's header", target)
		}
	}
	return nil
}
