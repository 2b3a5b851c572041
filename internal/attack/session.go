package attack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

func signOut(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	if _, err := p.visit(ctx, "/_orkey/logout"); err != nil {
		return err
	}
	t.expect(ctx, p, true, "a link signs out")
	for _, header := range [][]string{
		{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}, {"Sec-Fetch-Site: same-site", "Origin: https://evil.example"}, {"Origin: https://evil.example"}, {"Origin: null"},
	} {
		a, err := p.send(ctx, request{method: "POST", target: "/_orkey/logout", header: header})
		if err != nil {
			return err
		}
		if a.status < 400 {
			t.found("a page of another site may sign out (%q)", header)
		}
		t.expect(ctx, p, true, "a page of another site signs out")
	}
	thief := t.nobody()
	for name, value := range p.cookies {
		thief.cookies[name] = value
	}
	if a, err := p.fetch(ctx, "POST", "/_orkey/logout"); err != nil || a.status != http.StatusNoContent {
		t.found("the sign-out answers %d", a.status)
		return err
	}
	t.expect(ctx, p, false, "the sign-out does not sign out")
	t.expect(ctx, thief, false, "a copied cookie outlives the sign-out")
	return nil
}

func sessionFixation(ctx context.Context, t *trial) error {
	p, name, err := t.withSession(ctx)
	if err != nil {
		return err
	}
	before := p.cookies[name]
	if err := p.signIn(ctx); err != nil {
		return err
	}
	if p.cookies[name] == before {
		return errors.New("the session is the one from before")
	}
	old := t.nobody()
	old.cookies[name] = before
	t.expect(ctx, old, false, "the session from before goes on")
	return nil
}

func endedSession(ctx context.Context, t *trial) error {
	p := t.nobody()
	p.cookies["orkey"] = "ended"
	a, err := p.send(ctx, request{method: "POST", target: "/closed", header: navigation, body: "x=1"})
	if err != nil {
		return err
	}
	if a.status != http.StatusUnauthorized || a.header.Get("Location") != "" {
		return fmt.Errorf("a form is answered %d and goes on to %q", a.status, a.header.Get("Location"))
	}
	if a, err = p.fetch(ctx, "POST", "/closed"); err == nil && a.status != http.StatusUnauthorized {
		return fmt.Errorf("a fetch is answered %d", a.status)
	}
	return err
}
