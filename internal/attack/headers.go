package attack

import (
	"context"
	"net/http"
	"regexp"
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
			t.found("with %q the app is told a key that the client sent", claim)
		}
	}
}

// ofStranger finds what forwarded claims, and nothing in what is made at random,
// the id of a trace or a state.
var ofStranger = regexp.MustCompile(`evil\.example|203\.0\.113\.66|\bgopher\b|\b6666\b`)

var forwarded = []string{
	"X-Forwarded-For: 203.0.113.66", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher", "X-Forwarded-Port: 6666",
	"X-Forwarded-Prefix: /evil.example", "X-Forwarded-Uri: /evil.example", "X-Forwarded-Server: evil.example", "X_Forwarded_For: 203.0.113.66",
	"X-Real-IP: 203.0.113.66", "Forwarded: for=203.0.113.66;host=evil.example;proto=gopher", "X-Original-URI: /evil.example", "X-Original-URL: /evil.example",
	"X-Rewrite-URL: /evil.example", "Proxy: http://evil.example",
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
			if ofStranger.MatchString(value) {
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
		case ofStranger.MatchString(a.everything()):
			t.found("%s is answered with the content of a stranger's header", target)
		}
	}
	return nil
}
