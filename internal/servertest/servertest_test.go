package servertest_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
)

func TestRedis(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		config []string
		kept   string
	}{
		{"kept", []string{"appendonly yes", "appendfsync always"}, "1"},
		{"forgotten", nil, "0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			redis := servertest.Redis(t, tc.config...)
			if got := redis.Do("SET a b"); got != "OK" {
				t.Fatal(got)
			}
			redis.Kill()
			if _, err := net.Dial("unix", strings.TrimPrefix(redis.URL, "unix://")); err == nil {
				t.Error("it still answers")
			}
			redis.Restart()
			if got := redis.Do("EXISTS a"); got != tc.kept {
				t.Errorf("after the restart there are %s, want %s", got, tc.kept)
			}
		})
	}
}

// When the main server dies, another has what it had.
func TestRedisGroups(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB, ...string) *servertest.RedisGroup{"sentinel": servertest.RedisSentinel, "cluster": servertest.RedisCluster} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := start(t)
			const key = "{06S}a" // in the first slot, which is Main's
			if got := g.Main.Do("SET " + key + " b"); got != "OK" {
				t.Fatal(got)
			}
			g.Sync()
			g.FailOver()
			if got := g.Next.Do("GET " + key); got != "b" {
				t.Errorf("after the fail-over there is %q", got)
			}
		})
	}
}

func TestNginx(t *testing.T) {
	t.Parallel()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "from the app") }))
	t.Cleanup(app.Close)
	l := servertest.Listen(t)
	servertest.Nginx(t, l, fmt.Sprintf("server { listen %s; location / { proxy_pass %s; } }\n", l.Addr(), app.URL))
	res, err := http.Get("http://" + l.Addr().String() + "/page")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || string(body) != "from the app" || !strings.HasPrefix(res.Header.Get("Server"), "nginx/") {
		t.Errorf("%s %q, %v", res.Header, body, err)
	}
}

// Caddy listens where it was told to, though the port was bound the whole time.
func TestCaddy(t *testing.T) {
	t.Parallel()
	address := servertest.Reserve(t)
	if l, err := net.Listen("tcp", address); err == nil {
		l.Close()
		t.Fatal("somebody else may have the port")
	}
	servertest.Caddy(t, address, "http://"+address+" {\nrespond \"from Caddy\"\n}\n")
	res, err := http.Get("http://" + address + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || string(body) != "from Caddy" {
		t.Errorf("%q, %v", body, err)
	}
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	postgres := servertest.Postgres(t)
	psql := func(query string) string {
		t.Helper()
		out, err := exec.Command("psql", postgres.URL, "-Atc", query).CombinedOutput() // it comes with the server
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	psql("CREATE TABLE answers AS SELECT 6 * 7 AS answer")
	postgres.End(os.Interrupt)
	postgres.Restart()
	if got := psql("SELECT answer FROM answers"); got != "42\n" {
		t.Errorf("%q", got)
	}
}

// A test leaves nothing behind.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	var dir string
	t.Run("server", func(t *testing.T) {
		dir = filepath.Dir(strings.TrimPrefix(servertest.Redis(t).URL, "unix://"))
	})
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}
