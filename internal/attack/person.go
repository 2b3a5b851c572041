package attack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A person has a browser, which has cookies.
type person struct {
	t       *Target
	cookies map[string]string
}

// nobody is a browser without cookies.
func (t *Target) nobody() *person { return &person{t, map[string]string{}} }

// somebody is a person who is signed in.
func (t *Target) somebody(ctx context.Context) (*person, error) {
	p := t.nobody()
	if t.Approve == nil {
		for pair := range strings.SplitSeq(t.Session, ";") {
			if name, value, ok := strings.Cut(strings.TrimSpace(pair), "="); ok && !t.isOfAnother(name) {
				p.cookies[name] = value
			}
		}
	} else if err := p.signIn(ctx); err != nil {
		return nil, err
	}
	if _, err := p.userID(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// withSession is somebody, with the name of their session's cookie.
func (t *Target) withSession(ctx context.Context) (p *person, name string, err error) {
	if p, err = t.somebody(ctx); err != nil {
		return nil, "", err
	}
	name, err = p.session()
	return p, name, err
}

// cookie is the Cookie header.
func (p *person) cookie() string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(p.cookies)) {
		pairs = append(pairs, name+"="+p.cookies[name])
	}
	return strings.Join(pairs, "; ")
}

// session returns the name of the session's cookie.
func (p *person) session() (string, error) {
	for name := range p.cookies {
		if !strings.Contains(name, "-attempt-") && strings.Contains(name, "orkey") {
			return name, nil
		}
	}
	return "", errors.New("there is no cookie of a session")
}

// send sends a request with the person's cookies, and keeps what is set.
func (p *person) send(ctx context.Context, q request) (answer, error) {
	if len(p.cookies) > 0 {
		q.header = append(slices.Clone(q.header), "Cookie: "+p.cookie())
	}
	a, err := p.t.send(ctx, q)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.MaxAge < 0 {
			delete(p.cookies, c.Name)
		} else {
			p.cookies[c.Name] = c.Value
		}
	}
	return a, err
}

// visit goes to a page.
func (p *person) visit(ctx context.Context, target string) (answer, error) {
	return p.send(ctx, request{method: "GET", target: target, header: navigation})
}

// fetch asks as a script of the site's own does.
func (p *person) fetch(ctx context.Context, method, target string, header ...string) (answer, error) {
	return p.send(ctx, request{method: method, target: target, header: append(slices.Clone(fetched), header...)})
}

// begin begins a sign-in, and returns OpenRouter's URL.
func (p *person) begin(ctx context.Context, returnTo string) (string, error) {
	a, err := p.visit(ctx, "/_orkey/login?return_to="+url.QueryEscape(returnTo))
	if err != nil {
		return "", err
	}
	if a.status != http.StatusSeeOther {
		return "", fmt.Errorf("the sign-in answers %d", a.status)
	}
	return a.header.Get("Location"), nil
}

// back returns the target of a callback URL.
func (t *Target) back(callbackURL string) (string, error) {
	target, ok := strings.CutPrefix(callbackURL, t.URL)
	if !ok {
		return "", errors.New("the callback is not below the public URL")
	}
	return target, nil
}

// approved begins a sign-in, has it approved, and returns the target of its
// callback.
func (p *person) approved(ctx context.Context, returnTo string) (string, error) {
	authorizeURL, err := p.begin(ctx, returnTo)
	if err != nil {
		return "", err
	}
	callbackURL, err := p.t.Approve(authorizeURL)
	if err != nil {
		return "", err
	}
	return p.t.back(callbackURL)
}

func (p *person) signIn(ctx context.Context) error {
	target, err := p.approved(ctx, "/")
	if err != nil {
		return err
	}
	a, err := p.visit(ctx, target)
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("the callback answers %d", a.status)
	}
	return err
}

// userID asks who is signed in.
func (p *person) userID(ctx context.Context) (string, error) {
	a, err := p.fetch(ctx, "GET", "/_orkey/session")
	if err != nil {
		return "", err
	}
	var status struct {
		SignedIn bool   `json:"signed_in"`
		UserID   string `json:"user_id"`
	}
	if err := json.Unmarshal([]byte(a.body), &status); err != nil {
		return "", fmt.Errorf("/_orkey/session answers %d and no JSON: is this an orkey gateway?", a.status)
	}
	if !status.SignedIn {
		return "", errNotSignedIn
	}
	return status.UserID, nil
}

var errNotSignedIn = errors.New("nobody is signed in")

// isSignedIn reports whether the person is signed in.
func (p *person) isSignedIn(ctx context.Context) (bool, error) {
	_, err := p.userID(ctx)
	if errors.Is(err, errNotSignedIn) {
		return false, nil
	}
	return err == nil, err
}

// seen is what the app was sent.
type seen struct {
	Method  string      `json:"method"`
	URI     string      `json:"uri"`
	Host    string      `json:"host"`
	Header  http.Header `json:"header"`
	Trailer http.Header `json:"trailer,omitempty"`
}

// echo returns what the app was sent for a request.
func (p *person) echo(ctx context.Context, q request) (seen, error) {
	a, err := p.send(ctx, q)
	if err != nil {
		return seen{}, err
	}
	var s seen
	if err := json.Unmarshal([]byte(a.body), &s); err != nil || s.Header == nil {
		return seen{}, errors.New("the app answers " + strconv.Itoa(a.status) + " and does not show the headers it was sent")
	}
	return s, nil
}
