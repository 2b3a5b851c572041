package main

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
)

// Whatever becomes of the browser, the page is told and served.
func TestDemoOpensTheBrowser(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		args   []string
		err    error // of the browser
		opened bool
		says   string
		end    string // what it says last
	}{
		{"browser", nil, nil, true, `^Opening the page in your browser\. Ctrl-C ends it\.\n$`, "Ctrl-C ends it"},
		{"none", nil, errors.New("there is none"), true, `^Opening the page in your browser\. Ctrl-C ends it\.\nThe browser did not start: open the page by hand\.\n$`, "by hand"},
		{"not wanted", []string{"--no-open"}, nil, false, `^Open the page in a browser\. Ctrl-C ends it\.\n$`, "Ctrl-C ends it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var stdout, stderr strings.Builder
			opened := ""
			sys := system{
				stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr,
				openURL: func(_ context.Context, url string) error { opened = url; return tc.err },
			}
			sys.stderr = writerFunc(func(p []byte) (int, error) {
				if strings.Contains(string(p), tc.end) {
					cancel() // all is said
				}
				return stderr.Write(p)
			})
			code := run(ctx, append([]string{"demo", "--listen", "localhost:0"}, tc.args...), sys)
			if code != exitInterrupted {
				t.Errorf("exit code %d", code)
			}
			// Whether another test has the emulator's usual port is chance.
			said := regexp.MustCompile(`^orkey: warning: localhost:8787 is taken .*\n`).ReplaceAllString(stderr.String(), "")
			if !regexp.MustCompile(tc.says).MatchString(said) {
				t.Errorf("it says %q", stderr.String())
			}
			page := regexp.MustCompile(`^page\t(http://localhost:\d+/)\n`).FindStringSubmatch(stdout.String())
			if page == nil {
				t.Fatalf("it does not say where the page is: %q", stdout.String())
			}
			if (opened != "") != tc.opened || tc.opened && opened != page[1] {
				t.Errorf("opened %q, the page is %q", opened, page[1])
			}
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
