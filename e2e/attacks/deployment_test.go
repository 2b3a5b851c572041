//go:build linux

package attacks

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A place is what deployments may have in common.
type place struct {
	openrouter *orkeytest.Server
	app        string // URL
	state      string // directory of the secret
}

func newPlace(t *testing.T, cfg ...orkeytest.Config) *place {
	t.Helper()
	return &place{orkeytest.NewServer(t, cfg...), serve(t, attack.App()), t.TempDir()}
}

// serve starts a server of the test's own and returns its URL.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// A deployment is a process of orkey proxy in front of an app.
type deployment struct {
	*servertest.Process
	*place
	t     *testing.T
	url   string // the public one
	at    string // the address it listens on
	inner string // the one for proxies in front, or ""
}

// deploy starts one in a place of its own.
func deploy(t *testing.T, args ...string) *deployment {
	t.Helper()
	return newPlace(t).deploy(t, args...)
}

var (
	urlPattern   = regexp.MustCompile(`(?m)^url\t(\S+)$`)
	atPattern    = regexp.MustCompile(`(?m)^Open: .*listening on (\S+)$`)
	innerPattern = regexp.MustCompile(`(?m)^Ask at: +http://(\S+)/$`)
)

// deploy starts a process and waits until it is ready.
func (p *place) deploy(t *testing.T, args ...string) *deployment {
	t.Helper()
	d := &deployment{place: p, t: t}
	usual := []string{"proxy", "--listen", "127.0.0.1:0", "--upstream", p.app, "--skip", "/open/**", "--log-level", "debug", "--max-sign-ins", "10000"}
	d.Process = servertest.Start(t, p.command(append(usual, args...)...), func(said string) error {
		found := urlPattern.FindStringSubmatch(said)
		if found == nil {
			return errors.New("it says nothing")
		}
		d.url = found[1]
		return nil
	})
	d.at = strings.Replace(strings.TrimPrefix(d.url, "http://"), "localhost", "127.0.0.1", 1)
	if found := atPattern.FindStringSubmatch(d.Said()); found != nil {
		d.at = found[1]
	}
	if found := innerPattern.FindStringSubmatch(d.Said()); found != nil {
		d.inner = found[1]
	}
	return d
}

// command is the built one, which knows nothing of the machine's own settings.
func (p *place) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + p.state, "STATE_DIRECTORY=" + p.state, "ORKEY_STORE=file", "OPENROUTER_BASE_URL=" + p.openrouter.URL}
	return cmd
}

// run runs the command to its end, which must not take long, and returns what it
// says and its exit code.
func (p *place) run(t *testing.T, env []string, args ...string) (said string, code int) {
	t.Helper()
	cmd := p.command(args...)
	cmd.Env = append(cmd.Env, env...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer time.AfterFunc(servertest.Patience, func() { cmd.Process.Kill() }).Stop()
	cmd.Wait()
	return out.String(), cmd.ProcessState.ExitCode()
}

func (d *deployment) target() *attack.Target {
	return &attack.Target{URL: d.url, Address: d.at, Echo: attack.AppEcho, Open: "/open/",
		Approve: func(authorizeURL string) (string, error) { return d.openrouter.Approve(authorizeURL) }}
}

// ada is who signs in.
func (p *place) ada() string { return p.openrouter.Config().Users[0].ID }

// exchanges counts the codes that were sent to OpenRouter, and how many of them
// brought a key.
func (p *place) exchanges() (sent, good int) {
	for _, r := range p.openrouter.Requests() {
		if r.Method == http.MethodPost && r.Path == "/api/v1/auth/keys" {
			sent++
			if r.Status == http.StatusOK {
				good++
			}
		}
	}
	return sent, good
}

// await waits until something is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(servertest.Patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("it does not come to pass that %s", what)
}

// ask sends a request as it is, and returns the answer read whole.
func ask(t *testing.T, client *http.Client, method, url string, headers ...string) (res *http.Response, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header[headers[i]] = append(req.Header[headers[i]], headers[i+1]) // as it is spelled
	}
	res, err = client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}
