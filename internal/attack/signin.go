package attack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

func forgedCallback(ctx context.Context, t *trial) error {
	p := t.nobody()
	authorizeURL, err := p.begin(ctx, "/")
	if err != nil {
		return err
	}
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return err
	}
	state := u.Query().Get("state")
	if u.Query().Get("code_challenge_method") != "S256" || u.Query().Get("code_challenge") == "" {
		t.found("sign-ins are begun without PKCE")
	}
	if state == "" {
		t.found("sign-ins are begun without a state")
	}
	for _, query := range []string{
		"?code=evil&state=evil", "?code=evil&state=", "?code=evil&state=" + url.QueryEscape(state) + "x", "?code=evil&state=" + url.QueryEscape(state) + "&state=evil",
		"?state=evil", "?code=evil&code=evil", "", "?code=evil&state=%00", "?code=evil&state=" + strings.Repeat("a", 5000),
	} {
		a, err := p.visit(ctx, "/_orkey/callback"+query)
		if err != nil {
			return err
		}
		if a.status < 400 && a.status != http.StatusSeeOther {
			t.found("the callback %.60s is answered %d", query, a.status)
		}
		if !t.expect(ctx, p, false, fmt.Sprintf("the callback %.60s signs in", query)) {
			return nil
		}
	}
	return nil
}

func foreignCallback(ctx context.Context, t *trial) error {
	evil, victim := t.nobody(), t.nobody()
	target, err := evil.approved(ctx, "/")
	if err != nil {
		return err
	}
	// Login CSRF: the victim is sent to the callback of the attacker's sign-in,
	// while one of their own is under way.
	if _, err := victim.begin(ctx, "/"); err != nil {
		return err
	}
	for _, browser := range []*person{victim, t.nobody()} {
		if _, err := browser.visit(ctx, target); err != nil {
			return err
		}
		if !t.expect(ctx, browser, false, "a callback of somebody else signs in") {
			return nil
		}
	}
	// It was not even exchanged: whose it is can still use it.
	if _, err := evil.visit(ctx, target); err != nil {
		return err
	}
	t.expect(ctx, evil, true, "the code of a foreign callback is exchanged before its state is looked at")
	return nil
}

func denial(ctx context.Context, t *trial) error {
	p := t.nobody()
	if _, err := p.begin(ctx, "/"); err != nil {
		return err
	}
	a, err := p.visit(ctx, "/_orkey/callback?error=access_denied&error_description=The+user+denied")
	if err != nil {
		return err
	}
	if a.status != http.StatusForbidden || !strings.Contains(a.body, "chose not to") {
		return fmt.Errorf("it is answered %d, and not called a denial", a.status)
	}
	if !strings.Contains(a.body, "/_orkey/login") {
		return errors.New("there is no way to try again")
	}
	return nil
}
