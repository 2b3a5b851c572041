package attack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// skippedPaths tries to reach a path that is closed by one that is open.
func skippedPaths(ctx context.Context, t *Target) error {
	var problems []error
	open, inside := strings.TrimSuffix(t.Open, "/"), strings.Trim(t.Open, "/")
	for _, target := range []string{
		open + "/../closed", open + "/%2e%2e/closed", open + "/%2E./closed", open + "/.%2e/closed", open + "/..%2fclosed", open + "/..%2Fclosed",
		open + `/..\closed`, open + "/..%5cclosed", open + "/..;/closed", open + "/..;x=1/closed", open + "/..%3b/closed",
		open + "/%252e%252e/closed", open + "/..%252fclosed", open + "/x/../../closed", open + "/./../closed", open + "//../closed",
		open + "%2f..%2fclosed", open + "/..%00/closed", open + "/..%09/closed", "/closed/.." + open + "/x", "//closed/.." + open + "/x",
		"/closed?" + open + "/x", "/closed?x=" + open + "/", "/closed#" + open + "/", "/closed;" + open + "/x", "/closed/" + inside + "/x", "/closed%3f" + open,
		"/" + "closed%23" + open + "/", "/.." + open + "/../closed", "//" + inside + "/x", "/./" + inside + "/x", open + "x/closed", open + "/..%c0%afclosed",
	} {
		a, err := t.nobody().send(ctx, request{method: "GET", target: target, header: navigation})
		switch {
		case err != nil:
			return err
		case isServed(a) && strings.Contains(a.body, `"header"`), isServed(a) && a.status < 400:
			problems = append(problems, fmt.Errorf("%s is served to nobody (%d)", target, a.status))
		}
	}
	return errors.Join(problems...)
}

// closedPaths asks for what nobody may see, in ways that rules are often wrong
// about.
func closedPaths(ctx context.Context, t *Target) error {
	var problems []error
	for _, target := range []string{
		"/closed", "/", "//", "/closed?x=/_orkey/healthz", "/_orkey/../closed", "/_orkey/%2e%2e/closed", "/_orkey/..%2fclosed", "/_orkey/healthz/../../closed",
		"/_orkey/healthz/../closed", "/_orkey/verify/../../closed", "/_orkey/..;/closed", "/_ORKEY/healthz/x", "/closed/healthz", "/favicon.ico", "/robots.txt",
		"/_orkey/static/../../closed", "/%5forkey/%2e%2e/closed",
	} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "PROPFIND", "X-FOO"} {
			a, err := t.nobody().send(ctx, request{method: method, target: target, header: navigation})
			switch {
			case err != nil:
				return err
			case a.status < 300 || strings.Contains(a.body, `"header"`):
				problems = append(problems, fmt.Errorf("%s %s is served to nobody (%d)", method, target, a.status))
			}
		}
	}
	return errors.Join(problems...)
}

// unservedMethods asks for a tunnel to the app, and for an echo of what it is
// told.
func unservedMethods(ctx context.Context, t *Target) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for _, method := range []string{"CONNECT", "TRACE"} {
		a, err := p.send(ctx, request{method: method, target: "/closed", header: navigation})
		if err == nil && a.status != http.StatusMethodNotAllowed && a.status != http.StatusBadRequest && a.status != http.StatusNotImplemented {
			problems = append(problems, fmt.Errorf("%s is answered %d", method, a.status))
		}
	}
	return errors.Join(problems...)
}

var badReturns = []string{
	"//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, `\/evil.example`, "/%09/evil.example", "/\t/evil.example", "/\n/evil.example",
	"https:evil.example", "https://evil.example", "http:/evil.example", "//evil.example/..", "/..//evil.example", "/.//evil.example", "/x/..//evil.example",
	"/%2e%2e//evil.example", "/%2f/evil.example", "/%5cevil.example", "//user@evil.example", "/\x00/evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x",
	"evil.example", "@evil.example", "?x", "", "/_orkey/login", "/_orkey/logout", "//", "//?x", `/\/evil.example`, "/;/\\evil.example",
}

func openRedirects(ctx context.Context, t *Target) error {
	var problems []error
	for _, to := range badReturns {
		a, err := t.nobody().send(ctx, request{method: "POST", target: "/_orkey/logout",
			header: append([]string{"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"}, navigation[:3]...),
			body:   url.Values{"return_to": {to}}.Encode()})
		if err != nil {
			return err
		}
		location := a.header.Get("Location")
		u, err := url.Parse(location)
		if a.status != http.StatusSeeOther || err != nil || !t.isPublic(location) || strings.HasPrefix(u.Path, "//") || strings.Contains(location, "evil") {
			problems = append(problems, fmt.Errorf("return_to=%q leads to %q (%d)", to, location, a.status))
		}
		a, err = t.nobody().visit(ctx, "/_orkey/login?return_to="+url.QueryEscape(to))
		if err != nil {
			return err
		}
		if strings.Contains(a.header.Get("Location"), "evil") {
			problems = append(problems, fmt.Errorf("a sign-in with return_to=%q takes it along", to))
		}
	}
	const good = "/a//b?x=//y#z"
	a, err := t.nobody().send(ctx, request{method: "POST", target: "/_orkey/logout",
		header: append([]string{"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"}, navigation[:3]...),
		body:   url.Values{"return_to": {good}}.Encode()})
	if err == nil && a.header.Get("Location") != good {
		problems = append(problems, fmt.Errorf("return_to=%q leads to %q", good, a.header.Get("Location")))
	}
	return errors.Join(append(problems, err)...)
}
