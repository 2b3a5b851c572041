package attack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

func tenTabs(ctx context.Context, t *trial) error {
	const tabs = 10
	p := t.nobody()
	var urls []string
	for i := range tabs {
		u, err := p.begin(ctx, "/tab/"+strconv.Itoa(i))
		if err != nil {
			return fmt.Errorf("tab %d: %w", i, err)
		}
		urls = append(urls, u)
	}
	attempts := 0
	for name := range p.cookies {
		if strings.Contains(name, "-attempt-") {
			attempts++
		}
	}
	if attempts == 0 || attempts >= tabs {
		return fmt.Errorf("%d cookies of sign-ins under way: there is no cap", attempts)
	}
	// First those that the others have pushed out, while nobody is signed in.
	for _, pushedOut := range []bool{true, false} {
		for i, authorizeURL := range urls {
			if authorizeURL == "" || pushedOut && p.hasAttempt(authorizeURL) {
				continue
			}
			if err := p.finishTab(ctx, authorizeURL, "/tab/"+strconv.Itoa(i)); err != nil {
				return fmt.Errorf("tab %d: %w", i, err)
			}
			urls[i] = ""
		}
	}
	return nil
}

// hasAttempt reports whether the browser has the cookie of a sign-in.
func (p *person) hasAttempt(authorizeURL string) bool {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return false
	}
	state := u.Query().Get("state")
	for name := range p.cookies {
		_, end, ok := strings.Cut(name, "-attempt-")
		if ok && end != "" && strings.HasSuffix(state, end) {
			return true
		}
	}
	return false
}

// finishTab goes where a tab goes, until it is where it was to land.
func (p *person) finishTab(ctx context.Context, location, home string) error {
	for range 6 {
		switch {
		case location == home || location == p.t.URL+home:
			in, err := p.isSignedIn(ctx)
			if err == nil && !in {
				err = errNotSignedIn
			}
			return err
		case !p.t.isPublic(location):
			callbackURL, err := p.t.Approve(location)
			if err != nil {
				return err
			}
			location = callbackURL
		}
		a, err := p.visit(ctx, strings.TrimPrefix(location, p.t.URL))
		if err != nil {
			return err
		}
		if location = a.header.Get("Location"); location == "" {
			return fmt.Errorf("it ends on a page that says %d", a.status)
		}
	}
	return errors.New("it goes round in circles")
}

func onlyNavigations(ctx context.Context, t *trial) error {
	for _, target := range []string{"/", "/_orkey/login?return_to=/"} {
		for name, header := range map[string][]string{
			"a fetch": fetched, "an image": {"Accept: image/*", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"},
			"a prefetch": append([]string{"Sec-Purpose: prefetch"}, navigation...), "a request for JSON": {"Accept: application/json"},
		} {
			a, err := t.nobody().send(ctx, request{method: "GET", target: target, header: header})
			if err != nil {
				return err
			}
			if a.status != http.StatusUnauthorized || a.header.Get("Set-Cookie") != "" {
				t.found("%s of %s is answered %d, or begins a sign-in", name, target, a.status)
				continue
			}
			var body struct {
				SignInURL string `json:"sign_in_url"`
			}
			if err := json.Unmarshal([]byte(a.body), &body); err != nil || !strings.HasPrefix(body.SignInURL, t.URL+"/_orkey/login") {
				t.found("%s of %s is not told the address of the sign-in", name, target)
			}
		}
	}
	return nil
}

func callbackTwice(ctx context.Context, t *trial) error {
	p := t.nobody()
	target, err := p.approved(ctx, "/tab")
	if err != nil {
		return err
	}
	for _, load := range []string{"first", "second", "third"} {
		a, err := p.visit(ctx, target)
		if err != nil {
			return err
		}
		if a.status != http.StatusSeeOther || strings.TrimPrefix(a.header.Get("Location"), t.URL) != "/tab" {
			return fmt.Errorf("the %s load is answered %d %s", load, a.status, a.header.Get("Location"))
		}
		if !t.expect(ctx, p, true, fmt.Sprintf("after the %s load nobody is signed in", load)) {
			return nil
		}
	}
	return nil
}
