package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	connections = 32
	turn        = 200 * time.Millisecond
)

// BenchmarkGateway measures how much a gateway slows an app down, in turn with
// what is between them at the least. Each has one core to itself, and the app and
// the clients have the other. The goals are 0.85 of the tuned ReverseProxy for the
// proxy and 2 for the verify endpoint.
func BenchmarkGateway(b *testing.B) {
	program := build(b, "./testdata/proxies")
	app := start(b, "1", program, "app")
	openrouter := orkeytest.NewServer(b)
	gateway := start(b, "0", program, "gateway", app.url, openrouter.URL)
	cookie := gateway.signIn(b, openrouter)
	peers := []*measured{
		{name: "app-alone", peer: app},
		{name: "default", peer: start(b, "0", program, "default", app.url)},
		{name: "tuned", peer: start(b, "0", program, "tuned", app.url)},
		{name: "gateway", peer: gateway},
		{name: "verify", peer: gateway, path: "/_orkey/verify"},
	}
	for b.Loop() {
		for _, m := range peers {
			m.round(b, cookie)
		}
	}
	b.ReportMetric(0, "ns/op") // of all: says nothing
	tuned := peers[2]
	for _, m := range peers {
		b.ReportMetric(undisturbed(m.rates, 0.9)/undisturbed(tuned.rates, 0.9), m.name+"-x-tuned")
		b.ReportMetric(undisturbed(tuned.cpu, 0.1)/undisturbed(m.cpu, 0.1), m.name+"-cpu-x-tuned")
		b.Logf("%-10s %8.0f req/s  p50 %.2f ms  p99 %.2f ms  %.1f µs of CPU a request", m.name, undisturbed(m.rates, 0.9), undisturbed(m.p50, 0.1), undisturbed(m.p99, 0.1), undisturbed(m.cpu, 0.1))
	}
}

// BenchmarkFirstEvent measures from sending a request to having the first event of
// a stream, from the app and through the gateway, in turn. The goal is 0.3 ms
// between them.
func BenchmarkFirstEvent(b *testing.B) {
	program := build(b, "./testdata/proxies")
	app := start(b, "1", program, "app")
	openrouter := orkeytest.NewServer(b)
	gateway := start(b, "0", program, "gateway", app.url, openrouter.URL)
	cookie := gateway.signIn(b, openrouter)
	var direct, through []time.Duration
	for b.Loop() {
		direct = append(direct, app.firstEvent(b, cookie))
		through = append(through, gateway.firstEvent(b, cookie))
	}
	b.ReportMetric(0, "ns/op") // of the pair: says nothing
	b.ReportMetric(milliseconds(median(direct)), "ms/direct")
	b.ReportMetric(milliseconds(median(through)), "ms/gateway")
	b.ReportMetric(milliseconds(median(through)-median(direct)), "ms-later")
}

func (p *peer) firstEvent(b *testing.B, cookie string) time.Duration {
	b.Helper()
	host := strings.TrimPrefix(p.url, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	began := time.Now()
	fmt.Fprintf(conn, "GET /events HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nCookie: %s\r\n\r\n", host, cookie)
	for lines.Scan() {
		if lines.Text() == "data: one" {
			return time.Since(began)
		}
	}
	b.Fatalf("there is no event (%v)", lines.Err())
	return 0
}

// A peer is a process that serves.
type peer struct {
	url string
	pid int
}

// start runs a program on one core.
func start(b *testing.B, core string, args ...string) *peer {
	b.Helper()
	cmd := exec.Command("taskset", append([]string{"-c", core}, args...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return &peer{strings.TrimSpace(line), cmd.Process.Pid}
}

// signIn returns the cookies of somebody who is signed in.
func (p *peer) signIn(b *testing.B, openrouter *orkeytest.Server) string {
	b.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(url, cookie string) *http.Response {
		req, err := http.NewRequest("GET", url, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Accept", "text/html")
		req.Header.Set("Cookie", cookie)
		res, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	begun := get(p.url+"/_orkey/login", "")
	back, err := openrouter.Approve(begun.Header.Get("Location"))
	if err != nil {
		b.Fatal(err)
	}
	attempt, _, _ := strings.Cut(begun.Header.Get("Set-Cookie"), ";")
	for _, c := range get(back, attempt).Cookies() {
		if !strings.Contains(c.Name, "-attempt-") {
			return c.Name + "=" + c.Value
		}
	}
	b.Fatal("nobody is signed in")
	return ""
}

// A measured peer.
type measured struct {
	name string
	*peer
	path string
	rates, p50, p99,
	cpu []float64 // microseconds a request
}

// round sends requests for a while.
func (m *measured) round(b *testing.B, cookie string) {
	b.Helper()
	u, err := url.Parse(m.url)
	if err != nil {
		b.Fatal(err)
	}
	path := m.path
	if path == "" {
		path = "/page"
	}
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: " + u.Host + "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n" +
		"Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: en-GB,en;q=0.9\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\nCookie: theme=dark; " + cookie + "\r\n\r\n")
	ctx, cancel := context.WithTimeout(context.Background(), turn)
	defer cancel()
	var all []time.Duration
	var mu sync.Mutex
	var sent atomic.Int64
	var running sync.WaitGroup
	cpu, began := m.cpuTime(b), time.Now()
	for range connections {
		running.Go(func() {
			times, err := hammer(ctx, u.Host, request)
			if err != nil {
				b.Errorf("%s: %v", m.name, err)
			}
			sent.Add(int64(len(times)))
			mu.Lock()
			all = append(all, times...)
			mu.Unlock()
		})
	}
	running.Wait()
	took := time.Since(began)
	slices.Sort(all)
	m.rates = append(m.rates, float64(sent.Load())/took.Seconds())
	m.cpu = append(m.cpu, float64((m.cpuTime(b)-cpu).Microseconds())/float64(sent.Load()))
	m.p50 = append(m.p50, milliseconds(all[len(all)/2]))
	m.p99 = append(m.p99, milliseconds(all[len(all)*99/100]))
}

// hammer sends a request over one connection, again and again, and returns how
// long each took.
func hammer(ctx context.Context, address string, request []byte) (times []time.Duration, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	for ctx.Err() == nil {
		began := time.Now()
		if _, err := conn.Write(request); err != nil {
			return nil, err
		}
		if err := skipAnswer(r); err != nil {
			return nil, err
		}
		times = append(times, time.Since(began))
	}
	return times, nil
}

// skipAnswer reads a 200 with a Content-Length, at the least cost.
func skipAnswer(r *bufio.Reader) error {
	length := -1
	for n := 0; ; n++ {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		switch {
		case n == 0 && !strings.HasPrefix(string(line[:min(len(line), 13)]), "HTTP/1.1 200 "):
			return fmt.Errorf("it answers %s", line)
		case len(line) > 16 && strings.EqualFold(string(line[:16]), "Content-Length: "):
			if length, err = strconv.Atoi(strings.TrimSpace(string(line[16:]))); err != nil {
				return err
			}
		case len(line) <= 2:
			_, err := io.CopyN(io.Discard, r, int64(length))
			return err
		}
	}
}

// cpuTime is how long the threads of the process have run so far.
func (p *peer) cpuTime(b *testing.B) (total time.Duration) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.pid))
	if err != nil || len(tasks) == 0 {
		b.Fatalf("the process is gone (%v)", err)
	}
	for _, task := range tasks {
		var ran time.Duration
		text, err := os.ReadFile(task)
		if err == nil {
			_, err = fmt.Sscan(string(text), &ran) // nanoseconds
		}
		if err != nil {
			b.Fatal(err)
		}
		total += ran
	}
	return total
}

// undisturbed is what a peer does when nothing else runs: others only make it
// worse.
func undisturbed(all []float64, best float64) float64 {
	slices.Sort(all)
	return all[int(best*float64(len(all)-1))]
}
