package attack

import (
	"context"
	"errors"
	"fmt"
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

func reservedHeaders(ctx context.Context, t *Target) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	id, err := p.userID(ctx)
	if err != nil {
		return err
	}
	return p.claim(ctx, t.Echo, []string{id})
}

func reservedHeadersOfNobody(ctx context.Context, t *Target) error {
	return t.nobody().claim(ctx, t.openEcho(), nil)
}

// claim makes claims, and wants the app to be told something else.
func (p *person) claim(ctx context.Context, target string, want []string) error {
	var problems []error
	for _, claim := range claims {
		s, err := p.echo(ctx, request{method: "GET", target: target, header: slices.Concat(navigation, claim)})
		if err != nil {
			problems = append(problems, fmt.Errorf("%q: %w", claim, err))
			continue
		}
		if got := spelled(s.Header, "X-OpenRouter-User"); !slices.Equal(got, want) {
			problems = append(problems, fmt.Errorf("with %q the app is told that %q are signed in, not %q", claim, got, want))
		}
		if got := spelled(s.Header, "X-OpenRouter-Key"); slices.Contains(got, "sk-or-v1-evil") {
			problems = append(problems, fmt.Errorf("with %q the app is told a key of the client's", claim))
		}
	}
	return errors.Join(problems...)
}

var forwarded = []string{
	"X-Forwarded-For: 203.0.113.66", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher", "X-Forwarded-Port: 6666",
	"X-Forwarded-Prefix: /evil", "X-Forwarded-Uri: /evil", "X-Forwarded-Server: evil.example", "X_Forwarded_For: 203.0.113.66",
	"X-Real-IP: 203.0.113.66", "Forwarded: for=203.0.113.66;host=evil.example;proto=gopher", "X-Original-URI: /evil", "X-Original-URL: /evil",
	"X-Rewrite-URL: /evil", "Proxy: http://evil.example",
}

func forwardedHeaders(ctx context.Context, t *Target) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	s, err := p.echo(ctx, request{method: "GET", target: t.Echo, header: slices.Concat(navigation, forwarded)})
	if err != nil {
		return err
	}
	var problems []error
	for name, values := range s.Header {
		for _, value := range values {
			if strings.Contains(value, "evil") || strings.Contains(value, "203.0.113.66") || strings.Contains(value, "gopher") || strings.Contains(value, "6666") {
				problems = append(problems, fmt.Errorf("the app is told %s: %s", name, value))
			}
		}
	}
	return errors.Join(problems...)
}

func forwardedRedirects(ctx context.Context, t *Target) error {
	var problems []error
	for _, target := range []string{"/", "/_orkey/login?return_to=/", "/_orkey/session", "/_orkey/verify"} {
		a, err := t.nobody().send(ctx, request{method: "GET", target: target, header: slices.Concat(navigation, forwarded)})
		switch {
		case err != nil:
			return err
		case strings.Contains(a.everything(), "evil"):
			problems = append(problems, fmt.Errorf("%s is answered with the word of a stranger's header", target))
		}
	}
	return errors.Join(problems...)
}
