package main

import (
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
)

// exposed returns the samples of what is written, each line by itself, when it is
// right in form: every family told of once and before its samples, no sample twice.
func exposed(t *testing.T, m *proxyMetrics) []string {
	t.Helper()
	var b strings.Builder
	if err := m.writeTo(&b); err != nil {
		t.Fatal(err)
	}
	sample := regexp.MustCompile(`^([a-z_]+?)(_bucket|_sum|_count)?(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? (\d+(\.\d+)?(e[-+]\d+)?)$`)
	var samples, seen []string
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			seen = append(seen, strings.Fields(name)[0])
			continue
		}
		if strings.HasPrefix(line, "# HELP ") {
			continue
		}
		parts := sample.FindStringSubmatch(line)
		if parts == nil || parts[1] != seen[len(seen)-1] {
			t.Errorf("out of place: %s", line)
		}
		samples = append(samples, line)
	}
	names := slices.Clone(samples)
	for i, line := range names {
		names[i] = line[:strings.LastIndex(line, " ")]
	}
	for _, list := range [][]string{seen, names} {
		slices.Sort(list)
		if n := len(list); len(slices.Compact(list)) != n {
			t.Errorf("something is there twice in\n%s", b.String())
		}
	}
	return samples
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := newProxyMetrics()
	m.underWay = func() (int, int) { return 3, 2 }
	for _, r := range []gateway.Record{
		{Route: gateway.RouteApp, Status: 200, Duration: time.Millisecond, Bytes: 10},
		{Route: gateway.RouteApp, Status: 204, Duration: time.Millisecond + 1},
		{Route: gateway.RouteApp, Status: 101, Duration: time.Hour, Bytes: 1e9},
		{Route: gateway.RouteApp, Status: 499, Duration: 30 * time.Second},
		{Route: gateway.RouteVerify, Duration: 2 * time.Second},
		{Route: "nobody's", Status: 200},
	} {
		m.observe(r)
	}
	got := exposed(t, m)
	for _, want := range []string{
		`orkey_requests_total{route="app",code="1xx"} 1`,
		`orkey_requests_total{route="app",code="2xx"} 2`,
		`orkey_requests_total{route="app",code="3xx"} 0`,
		`orkey_requests_total{route="app",code="4xx"} 1`,
		`orkey_requests_total{route="verify",code="4xx"} 1`,
		`orkey_requests_total{route="health",code="2xx"} 0`,
		`orkey_request_duration_seconds_bucket{route="app",le="0.001"} 1`,
		`orkey_request_duration_seconds_bucket{route="app",le="0.0025"} 2`,
		`orkey_request_duration_seconds_bucket{route="app",le="10"} 2`,
		`orkey_request_duration_seconds_bucket{route="app",le="30"} 3`,
		`orkey_request_duration_seconds_bucket{route="app",le="60"} 3`,
		`orkey_request_duration_seconds_bucket{route="app",le="+Inf"} 4`,
		`orkey_request_duration_seconds_sum{route="app"} 3630.002000001`,
		`orkey_request_duration_seconds_count{route="app"} 4`,
		`orkey_request_duration_seconds_sum{route="verify"} 2`,
		`orkey_sent_bytes_total 1.00000001e+09`,
		`orkey_requests_under_way 3`,
		`orkey_streams_open 2`,
		`orkey_build_info{version="` + readVersion().Version + `"} 1`,
		`go_info{version="` + runtime.Version() + `"} 1`,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
	if runtime.GOOS != "linux" {
		return
	}
	for _, name := range []string{"process_cpu_seconds_total", "process_threads", "process_virtual_memory_bytes", "process_resident_memory_bytes", "process_open_fds", "process_max_fds"} {
		i := slices.IndexFunc(got, func(line string) bool { return strings.HasPrefix(line, name+" ") })
		if i < 0 || got[i] == name+" 0" && name != "process_cpu_seconds_total" {
			t.Errorf("no %s in\n%s", name, strings.Join(got, "\n"))
		}
	}
}
