package bench

import (
	"bufio"
	"context"
	"flag"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/orkeytest"
)

// make soak says for how long. Else it is tried out whether what make soak does works.
var soakTime = flag.Duration("soak", time.Second, "for how `long` orkey proxy is strained")

// soakRows is in how many parts that time is divided, each of which is a row of what
// is printed. The first do not count: caches fill, and the heap finds its size.
const soakRows, soakWarm = 10, 3

// TestSoak strains orkey proxy with all that people and strangers do. What it uses
// must not grow, and when everybody has left it must be what it was.
func TestSoak(t *testing.T) {
	t.Parallel()
	log, admin := newWatchedLog(t)
	openrouter := orkeytest.NewServer(t)
	app := httptest.NewServer(http.HandlerFunc(frailApp))
	t.Cleanup(app.Close)
	proxy := start(t, log, build(t, "../cmd/orkey"), "proxy", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
		"--base-url", openrouter.URL, "--upstream", app.URL, "--max-sign-ins", "1000000")
	log.Close()
	s := &strain{peer: proxy, openrouter: openrouter, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100, DisableCompression: true}}}
	var err error
	if s.cookie, err = proxy.signIn(openrouter); err != nil {
		t.Fatal(err)
	}
	gauge := &gauge{url: <-admin + "/metrics"}
	before := gauge.read(t)

	ctx, cancel := context.WithTimeout(t.Context(), *soakTime)
	defer cancel()
	var running sync.WaitGroup
	counts := map[string]*atomic.Int64{}
	for _, task := range s.tasks() {
		count := new(atomic.Int64)
		counts[task.name] = count
		for range task.times {
			running.Go(func() {
				for {
					if err := task.do(t.Context()); err != nil {
						t.Errorf("%s: %v", task.name, err)
						cancel()
					}
					count.Add(1)
					if ctx.Err() != nil {
						return
					}
					time.Sleep(task.pause)
				}
			})
		}
	}
	rows := gauge.watch(t, ctx)
	running.Wait()
	s.client.CloseIdleConnections()
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%-18s %9d", name, counts[name].Load())
	}
	gauge.awaitRest(t, before)
	if *soakTime >= 30*time.Second && !t.Failed() {
		judge(t, rows[soakWarm:])
	}
}

// newWatchedLog returns where the proxy may log. It must have no key in it. The
// channel is sent where the proxy says its metrics are.
func newWatchedLog(t *testing.T) (log *os.File, admin <-chan string) {
	t.Helper()
	r, log, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	found := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		pattern := regexp.MustCompile(`^Metrics: +(http://\S+)/metrics$`)
		for lines := bufio.NewScanner(r); lines.Scan(); {
			if at := pattern.FindStringSubmatch(lines.Text()); at != nil {
				found <- at[1]
			}
			if strings.Contains(lines.Text(), "sk-or-v1-") {
				t.Error("there is a key in the log")
			}
		}
	})
	t.Cleanup(func() { // after that of start, which ends the proxy
		reading.Wait()
		r.Close()
	})
	return log, found
}

// frailApp is an app that also fails.
func frailApp(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/hang-up":
		panic(http.ErrAbortHandler)
	case "/half":
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "that is not all")
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "/slow":
		select {
		case <-r.Context().Done():
		case <-time.After(time.Second):
		}
	default:
		io.Copy(io.Discard, r.Body)
		attack.App().ServeHTTP(w, r)
	}
}
