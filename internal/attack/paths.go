package attack

import (
	"context"
	"net/http"
	"strings"
)

// LookOpen returns paths that one might take for open, where what is below open
// is, and that lead elsewhere or may.
func LookOpen(open string) []string {
	open, inside := strings.TrimSuffix(open, "/"), strings.Trim(open, "/")
	return []string{
		open + "/../closed", open + "/%2e%2e/closed", open + "/%2E./closed", open + "/.%2e/closed", open + "/..%2fclosed", open + "/..%2Fclosed",
		open + `/..\closed`, open + "/..%5cclosed", open + "/..;/closed", open + "/..;x=1/closed", open + "/..%3b/closed",
		open + "/%252e%252e/closed", open + "/..%252fclosed", open + "/x/../../closed", open + "/./../closed", open + "//../closed",
		open + "%2f..%2fclosed", open + "/..%00/closed", open + "/..%09/closed", "/closed/.." + open + "/x", "//closed/.." + open + "/x",
		"/closed?" + open + "/x", "/closed?x=" + open + "/", "/closed#" + open + "/", "/closed;" + open + "/x", "/closed/" + inside + "/x", "/closed%3f" + open,
		"/" + "closed%23" + open + "/", "/.." + open + "/../closed", "//" + inside + "/x", "/./" + inside + "/x", open + "x/closed", open + "/..%c0%afclosed",
	}
}

// skippedPaths tries to reach a path that is closed by one that is open.
func skippedPaths(ctx context.Context, t *trial) error {
	for _, target := range LookOpen(t.Open) {
		a, err := t.nobody().send(ctx, request{method: "GET", target: target, header: navigation})
		switch {
		case err != nil:
			return err
		case isServed(a) && strings.Contains(a.body, `"header"`), isServed(a) && a.status < 400:
			t.found("%s is served without a sign-in (%d)", target, a.status)
		}
	}
	return nil
}

// closedPaths asks for what nobody may see, in ways that rules are often wrong
// about.
func closedPaths(ctx context.Context, t *trial) error {
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
				t.found("%s %s is served without a sign-in (%d)", method, target, a.status)
			}
		}
	}
	return nil
}

// unservedMethods asks for a tunnel to the app, and for an echo of what it is
// told.
func unservedMethods(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	for _, method := range []string{"CONNECT", "TRACE"} {
		a, err := p.send(ctx, request{method: method, target: "/closed", header: navigation})
		if err == nil && a.status != http.StatusMethodNotAllowed && a.status != http.StatusBadRequest && a.status != http.StatusNotImplemented {
			t.found("%s is answered %d", method, a.status)
		}
	}
	return nil
}
