package attack

import (
	"context"
	"net/url"
	"strings"
)

func pages(ctx context.Context, t *trial) error {
	const markup = `"><script>alert(1)</script>'`
	escaped := url.QueryEscape(markup)
	for _, target := range []string{
		"/" + url.PathEscape(markup), "/?" + escaped, "/_orkey/callback?error=" + escaped + "&error_description=" + escaped, "/_orkey/callback?code=" + escaped + "&state=" + escaped,
		"/_orkey/callback?error=access_denied&error_description=" + escaped, "/_orkey/logout?return_to=" + escaped, "/_orkey/" + url.PathEscape(markup),
		"/_orkey/login?return_to=/" + escaped,
	} {
		a, err := t.nobody().send(ctx, request{method: "GET", target: target, header: append([]string{"Referer: " + markup, "User-Agent: " + markup}, navigation...)})
		if err != nil {
			return err
		}
		if strings.Contains(a.body, "<script") {
			t.found("%.40s is answered with a stranger's markup", target)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if got := a.header.Get(name); got != want {
				t.found("%.40s is answered with %s %q", target, name, got)
			}
		}
		csp := a.header.Get("Content-Security-Policy")
		if html := strings.HasPrefix(a.header.Get("Content-Type"), "text/html"); html && (!strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe")) {
			t.found("the page at %.40s may load and run things (%s)", target, csp)
		}
	}
	return nil
}
