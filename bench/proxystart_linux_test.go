package bench

import (
	"bufio"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// BenchmarkProxyStartUp measures from starting orkey proxy to having from it that it
// is ready, in turn with a proxy that does nothing else.
func BenchmarkProxyStartUp(b *testing.B) {
	proxies, orkey := build(b, "./testdata/proxies"), build(b, "../cmd/orkey")
	b.Setenv("XDG_STATE_HOME", b.TempDir()) // whose secret is made by the first
	app := startOn(b, otherCore, newLog(b), proxies, "app")
	upstream := "http://" + app.address()
	var ours, bare []time.Duration
	for len(ours) < atLeast || b.Loop() {
		ours = append(ours, firstAnswer(b, "/_orkey/readyz", orkey, "proxy", "--listen", "127.0.0.1:0", "--upstream", upstream))
		bare = append(bare, firstAnswer(b, "/page", proxies, "tuned", upstream))
	}
	b.ReportMetric(0, "ns/op") // of the pair: says nothing
	got := milliseconds(median(ours))
	b.ReportMetric(got, "ms/orkey")
	b.ReportMetric(milliseconds(median(bare)), "ms/bare")
	report.goals = append(report.goals, goal{
		"start to ready", fmt.Sprintf("%.1f ms", got), "≤ 15 ms", got <= 15, fmt.Sprintf("a bare proxy %.1f ms", milliseconds(median(bare))),
	})
}

// BenchmarkFirstEvent measures from sending a request to having the first event of a
// stream, from the app, through the tuned ReverseProxy and through orkey proxy, in
// turn. Each connection is new, as those of an EventSource are.
func BenchmarkFirstEvent(b *testing.B) {
	proxies, orkey := build(b, "./testdata/proxies"), build(b, "../cmd/orkey")
	openrouter := orkeytest.NewServer(b)
	app := startOn(b, otherCore, newLog(b), proxies, "app")
	upstream := "http://" + app.address()
	bare := startOn(b, measuredCore, newLog(b), proxies, "tuned", upstream)
	proxy := startOn(b, measuredCore, newLog(b), orkey, "proxy", "--listen", "127.0.0.1:0", "--base-url", openrouter.URL, "--upstream", upstream)
	cookie, err := proxy.signIn(openrouter)
	if err != nil {
		b.Fatal(err)
	}
	var direct, byBare, byProxy []time.Duration
	for len(direct) < 20*atLeast || b.Loop() {
		direct = append(direct, app.firstEvent(b, cookie))
		byBare = append(byBare, bare.firstEvent(b, cookie))
		byProxy = append(byProxy, proxy.firstEvent(b, cookie))
	}
	b.ReportMetric(0, "ns/op") // of the three: says nothing
	b.ReportMetric(milliseconds(median(direct)), "ms/direct")
	b.ReportMetric(milliseconds(median(byProxy)), "ms/orkey")
	later := milliseconds(median(byProxy) - median(direct))
	report.goals = append(report.goals, goal{
		"first event", fmt.Sprintf("%.2f ms later than from the app", later), "≤ 0.3 ms", later <= 0.3,
		fmt.Sprintf("the tuned ReverseProxy %.2f ms", milliseconds(median(byBare)-median(direct))),
	})
}

func (p *peer) firstEvent(b *testing.B, cookie string) time.Duration {
	b.Helper()
	conn, err := net.Dial("tcp", p.address())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	began := time.Now()
	if _, err := conn.Write(p.request("/events", cookie)); err != nil {
		b.Fatal(err)
	}
	for lines.Scan() {
		if lines.Text() == "data: one" {
			return time.Since(began)
		}
	}
	b.Fatalf("there is no event (%v)", lines.Err())
	return 0
}
