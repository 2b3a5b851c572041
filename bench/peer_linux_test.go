package bench

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/orkey-dev/orkey/orkeytest"
)

// There is one core for what is measured, and another for what is before and behind
// it.
var measuredCore, otherCore = twoCores()

func twoCores() (first, last int) {
	var set unix.CPUSet
	unix.SchedGetaffinity(0, &set)
	first = -1
	for core := range len(set) * strconv.IntSize {
		if set.IsSet(core) {
			if first < 0 {
				first = core
			}
			last = core
		}
	}
	return first, last
}

// onCore calls f in a thread that runs on one core alone, as do the processes that
// it starts. A Go program then finds one core, and runs Go code in one thread.
func onCore(tb testing.TB, core int, f func()) {
	tb.Helper()
	if measuredCore == otherCore {
		tb.Skip("it takes two cores")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, one unix.CPUSet
	one.Set(core)
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		tb.Fatal(err)
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		tb.Fatal(err)
	}
	defer unix.SchedSetaffinity(0, &before)
	f()
}

// A peer is a process that serves.
type peer struct {
	port string
	pids []int
}

// startOn is start on one core.
func startOn(tb testing.TB, core int, log *os.File, program string, args ...string) (p *peer) {
	tb.Helper()
	onCore(tb, core, func() { p = start(tb, log, program, args...) })
	return p
}

// start runs a program that prints where it listens. What else it has to say goes to
// a file, as logs do.
func start(tb testing.TB, log *os.File, program string, args ...string) *peer {
	tb.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+tb.TempDir())
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	p := &peer{pids: []int{cmd.Process.Pid}}
	if p.port, err = printedPort(out); err != nil {
		text, _ := os.ReadFile(log.Name())
		tb.Fatalf("%s: %v\n%s", program, err, text)
	}
	return p
}

// newLog returns a file for what a program has to say.
func newLog(tb testing.TB) *os.File {
	tb.Helper()
	log, err := os.Create(filepath.Join(tb.TempDir(), "log"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { log.Close() })
	return log
}

func (p *peer) address() string { return net.JoinHostPort("127.0.0.1", p.port) }

// host is what a browser calls the peer.
func (p *peer) host() string { return net.JoinHostPort("localhost", p.port) }

// request is what a browser sends.
func (p *peer) request(path, cookie string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n"+
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n"+
		"Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: en-GB,en;q=0.9\r\n"+
		"Sec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\nCookie: theme=dark; %s\r\n\r\n", path, p.host(), cookie)
}

// signIn returns the cookie of somebody who is signed in.
func (p *peer) signIn(openrouter *orkeytest.Server) (cookie string, err error) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	get := func(target, cookie string) (*http.Response, error) {
		req, err := http.NewRequest("GET", "http://"+p.address()+target, nil)
		if err != nil {
			return nil, err
		}
		req.Host = p.host()
		req.Header.Set("Accept", "text/html")
		req.Header.Set("Cookie", cookie)
		res, err := client.Do(req)
		if err == nil {
			res.Body.Close()
		}
		return res, err
	}
	begun, err := get("/_orkey/login", "")
	if err != nil {
		return "", err
	}
	callback, err := openrouter.Approve(begun.Header.Get("Location"))
	if err != nil {
		return "", err
	}
	attempt, _, _ := strings.Cut(begun.Header.Get("Set-Cookie"), ";")
	back, err := get(strings.TrimPrefix(callback, "http://"+p.host()), attempt)
	if err != nil {
		return "", err
	}
	for _, c := range back.Cookies() {
		if !strings.Contains(c.Name, "-attempt-") {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("the callback is answered %s, and nobody is signed in", back.Status)
}

// cpuTime is how long the threads of the peer have run so far.
func (p *peer) cpuTime(tb testing.TB) (total time.Duration) {
	tb.Helper()
	for _, pid := range p.pids {
		tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		if err != nil || len(tasks) == 0 {
			tb.Fatalf("process %d is gone (%v)", pid, err)
		}
		for _, task := range tasks {
			var ran time.Duration
			text, err := os.ReadFile(task)
			if err == nil {
				_, err = fmt.Sscan(string(text), &ran) // nanoseconds
			}
			if err != nil {
				tb.Fatal(err)
			}
			total += ran
		}
	}
	return total
}

// resident is how much memory the peer has, in bytes.
func (p *peer) resident(tb testing.TB) (total float64) {
	tb.Helper()
	for _, pid := range p.pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		if err != nil {
			tb.Fatal(err)
		}
		var size, resident float64
		if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
			tb.Fatal(err)
		}
		total += resident * float64(os.Getpagesize())
	}
	return total
}

// withChildren adds a process and those that it has started.
func withChildren(tb testing.TB, pid int) (pids []int) {
	tb.Helper()
	pids = append(pids, pid)
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		tb.Fatal(err)
	}
	for _, field := range strings.Fields(string(text)) {
		child, err := strconv.Atoi(field)
		if err != nil {
			tb.Fatal(err)
		}
		pids = append(pids, withChildren(tb, child)...)
	}
	return pids
}
