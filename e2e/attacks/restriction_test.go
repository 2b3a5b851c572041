//go:build linux

package attacks

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// 18. A restriction that is misconfigured and silently does nothing: start-up must
// fail instead.
func TestAttack18RestrictionThatDoesNothing(t *testing.T) {
	t.Parallel()
	p, dir := newPlace(t), t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	empty, comments := file("empty", ""), file("comments", "# user_a\n\n")
	type values = []string
	for _, test := range []struct {
		name string
		args values
		env  values
		yaml string
		says string
	}{
		{"an empty id", values{"--allow", ""}, nil, "", "is no user id"},
		{"a list in one id", values{"--allow", "user_a, user_b"}, nil, "", "is no user id"},
		{"a wildcard", values{"--allow", "*"}, nil, "", "is no user id"},
		{"an address", values{"--allow", "ada@app.example"}, nil, "", "is no user id"},
		{"a path for an id", values{"--allow", empty}, nil, "", "--allow-file"},
		{"no file", values{"--allow-file", filepath.Join(dir, "none")}, nil, "", "can't be read"},
		{"a directory", values{"--allow-file", dir}, nil, "", "can't be read"},
		{"an empty file", values{"--allow-file", empty}, nil, "", "names nobody"},
		{"a file of comments", values{"--allow-file", comments}, nil, "", "names nobody"},
		{"a file of something else", values{"--allow-file", file("csv", "user_a,Ada\n")}, nil, "", "line 1 is no user id"},
		{"an empty variable", nil, values{"ORKEY_ALLOW="}, "", "ORKEY_ALLOW is empty"},
		{"a variable of commas", nil, values{"ORKEY_ALLOW= , "}, "", "ORKEY_ALLOW is an empty list"},
		{"an empty variable for a file", nil, values{"ORKEY_ALLOW_FILE="}, "", "ORKEY_ALLOW_FILE is empty"},
		{"a variable of another name", nil, values{"ORKEY_ALLOWED=user_a"}, "", "did you mean ORKEY_ALLOW?"},
		{"a variable in lower case", nil, values{"orkey_allow=user_a"}, "", "did you mean ORKEY_ALLOW?"},
		{"an empty list", nil, nil, "allow: []", "is an empty list"},
		{"no list", nil, nil, "allow:", "must be one value"},
		{"a list of nothing", nil, nil, "allow: [~]", "must be one value"},
		{"a list of an empty id", nil, nil, `allow: [""]`, "is no user id"},
		{"a list in one line", nil, nil, "allow: user_a, user_b", "is no user id"},
		{"a list below something else", nil, nil, "proxy:\n  allow: [user_a]", "nothing is called proxy"},
		{"another name", nil, nil, "alow: [user_a]", "did you mean allow?"},
		{"another case", nil, nil, "Allow: [user_a]", "did you mean allow?"},
		{"a list that is there twice", nil, nil, "allow: [user_a]\nallow: [user_b]", "is there twice"},
		{"a second document", nil, nil, "skip: [/a]\n---\nallow: [user_a]", "more than one document"},
		{"an anchor", nil, nil, "x: &x {allow: [user_a]}\n<<: *x", "nothing is called x"},
		{"a glob without a slash", values{"--skip", "open/**"}, nil, "", "must begin with a slash"},
		{"a glob with a query", values{"--skip", "/open?x=*"}, nil, "", "has a query"},
		{"a glob that is escaped", values{"--skip", "/%6fpen/**"}, nil, "", "is escaped"},
		{"a glob with dots", values{"--skip", "/open/../x"}, nil, "", "can't match"},
		{"a glob of everything", values{"--skip", "/**"}, nil, "", "opens everything"},
		{"a pattern for a glob", values{"--skip", "^/open/.*$"}, nil, "", "must begin with a slash"},
		{"everybody as a proxy", values{"--trusted-proxy", "0.0.0.0/0"}, nil, "", "is everybody"},
		{"everybody by IPv6", values{"--trusted-proxy", "::/0"}, nil, "", "is everybody"},
		{"everybody by IPv4 in IPv6", values{"--trusted-proxy", "::ffff:0.0.0.0/96"}, nil, "", "is everybody"},
		{"everybody in two halves", values{"--trusted-proxy", "0.0.0.0/1", "--trusted-proxy", "128.0.0.0/1"}, nil, "", "is much of the internet"},
		{"a name for a proxy", values{"--trusted-proxy", "nginx"}, nil, "", "give an address or a network"},
		{"no limit for bodies", values{"--max-body", "0"}, nil, "", "above 0"},
		{"no limit for sign-ins", values{"--max-sign-ins", "0"}, nil, "", "must be above 0"},
		{"no time", values{"--idle-timeout", "0s"}, nil, "", "must be above 0"},
		{"less than no time", values{"--upstream-timeout", "-1s"}, nil, "", "must not be negative"},
		{"a session without an end", values{"--session-lifetime", "0s"}, nil, "", "must be above 0"},
		{"a session that is over at once", values{"--session-idle", "1s"}, nil, "", "must be a minute or more"},
		{"an authority that nobody asks", values{"--upstream-ca", empty}, nil, "", "--upstream-ca"},
		{"a certificate without its key", values{"--tls-cert", empty}, nil, "", "go together"},
		{"a secret that is short", values{"--secret-file", file("short", "secret\n")}, nil, "", "needs 32 or more"},
		{"plain http", values{"--public-url", "http://app.example"}, nil, "", "plain http"},
		{"every interface", values{"--listen", "0.0.0.0:0"}, nil, "", "--public-url must say"},
		{"a port for every interface", values{"--listen", ":0"}, nil, "", "--public-url must say"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := append(values{"proxy", "--listen", "127.0.0.1:0", "--upstream", p.app}, test.args...)
			if test.yaml != "" {
				args = append(args, "--config", file(strings.ReplaceAll(test.name, " ", "-")+".yaml", test.yaml+"\n"))
			}
			out, code := p.run(t, test.env, args...)
			if code != 2 || !strings.Contains(out, test.says) || strings.Count(out, "\n") != 1 {
				t.Errorf("it ends with %d, and it does not say %q:\n%s", code, test.says, out)
			}
		})
	}
	// Nor does one end that has worked, when its file is spoiled.
	t.Run("a file that is spoiled later", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t)
		users := file("users", p.ada()+"\n")
		d := p.deploy(t, "--allow-file", users)
		ada, ben := d.browser().signIn(), d.browser()
		refused := func(when string) {
			t.Helper()
			res, _ := ben.visit("/_orkey/login")
			callback, err := p.openrouter.Approve(res.Header.Get("Location"), orkeytest.Consent{UserID: p.openrouter.Config().Users[1].ID})
			if err != nil {
				t.Fatal(err)
			}
			if res, _ := ben.visit(callback); res.StatusCode != http.StatusForbidden || ben.status() != http.StatusUnauthorized {
				t.Errorf("%s, who is not in the file is answered %d", when, res.StatusCode)
			}
		}
		refused("at first")
		for i, spoil := range []func() error{
			func() error { return os.WriteFile(users, nil, 0o600) },
			func() error { return os.WriteFile(users, []byte("everybody\n"), 0o600) },
			func() error { return os.Remove(users) },
		} {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			d.Signal(syscall.SIGHUP)
			await(t, "it says that the list stays", func() bool { return strings.Count(d.Said(), "the list of users stays as it was") > i })
			refused("with a file that is spoiled")
			if got := ada.status(); got != http.StatusOK {
				t.Errorf("who is in the file is answered %d", got)
			}
		}
	})
	// A port that belongs to somebody else is not listened to beside them.
	t.Run("a port that is taken", func(t *testing.T) {
		t.Parallel()
		l := servertest.Listen(t)
		out, code := p.run(t, nil, "proxy", "--listen", l.Addr().String(), "--upstream", p.app)
		if code != 1 || !strings.Contains(out, "is taken by another program") {
			t.Errorf("it ends with %d:\n%s", code, out)
		}
	})
}
