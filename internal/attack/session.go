package attack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

func signOut(ctx context.Context, t *Target) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	var problems []error
	still := func(after string) {
		if in, err := p.isSignedIn(ctx); err != nil || !in {
			problems = append(problems, errors.Join(fmt.Errorf("%s signs out", after), err))
		}
	}
	if _, err := p.visit(ctx, "/_orkey/logout"); err != nil {
		return err
	}
	still("a link")
	for _, header := range [][]string{
		{"Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}, {"Sec-Fetch-Site: same-site", "Origin: https://evil.example"}, {"Origin: https://evil.example"}, {"Origin: null"},
	} {
		a, err := p.send(ctx, request{method: "POST", target: "/_orkey/logout", header: header})
		if err != nil {
			return err
		}
		if a.status < 400 {
			problems = append(problems, fmt.Errorf("a page of another site may sign out (%q)", header))
		}
		still("a page of another site")
	}
	thief := t.nobody()
	for name, value := range p.cookies {
		thief.cookies[name] = value
	}
	if a, err := p.fetch(ctx, "POST", "/_orkey/logout"); err != nil || a.status != http.StatusNoContent {
		return errors.Join(append(problems, fmt.Errorf("the sign-out answers %d", a.status), err)...)
	}
	if in, err := p.isSignedIn(ctx); err != nil || in {
		problems = append(problems, errors.Join(errors.New("the sign-out does not sign out"), err))
	}
	if in, err := thief.isSignedIn(ctx); err != nil || in {
		problems = append(problems, errors.Join(errors.New("a copied cookie outlives the sign-out"), err))
	}
	return errors.Join(problems...)
}

func sessionFixation(ctx context.Context, t *Target) error {
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
	if in, err := old.isSignedIn(ctx); err != nil || in {
		return errors.Join(errors.New("the session from before goes on"), err)
	}
	return nil
}

func endedSession(ctx context.Context, t *Target) error {
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
