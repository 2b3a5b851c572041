package main

import (
	"io"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/orkey-dev/orkey/gateway"
)

// A proxyMetrics counts what the proxy does. All there can be is made beforehand:
// who asks for much that there is not makes none.
type proxyMetrics struct {
	began    time.Time
	routes   map[gateway.Route]*routeMetrics
	sent     atomic.Int64
	underWay func() (requests, streams int)
}

// A routeMetrics is of one route.
type routeMetrics struct {
	answers   [6]atomic.Int64 // by the first digit of the status
	durations [len(durationBuckets) + 1]atomic.Int64
	total     atomic.Int64 // of the durations, in nanoseconds
}

// durationBuckets are in seconds: from an answer out of a cookie to one of a model.
// What takes longer still is in one more.
var durationBuckets = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

var measuredRoutes = []gateway.Route{
	gateway.RouteApp, gateway.RouteOpen, gateway.RouteRefused, gateway.RouteVerify,
	gateway.RouteSignIn, gateway.RouteAPI, gateway.RouteHealth, gateway.RouteInvalid,
}

func newProxyMetrics() *proxyMetrics {
	m := &proxyMetrics{began: time.Now(), routes: map[gateway.Route]*routeMetrics{}}
	for _, route := range measuredRoutes {
		m.routes[route] = new(routeMetrics)
	}
	return m
}

// observe is for Observe of the gateway. A request without a status, one that the
// client broke off, counts as its fault.
func (m *proxyMetrics) observe(r gateway.Record) {
	digit := r.Status / 100
	if digit < 1 || digit > 5 {
		digit = 4
	}
	if route := m.routes[r.Route]; route != nil {
		route.answers[digit].Add(1)
		bucket, _ := slices.BinarySearch(durationBuckets[:], r.Duration.Seconds())
		route.durations[bucket].Add(1)
		route.total.Add(int64(r.Duration))
	}
	m.sent.Add(r.Bytes)
}

// watch adds what is under way.
func (m *proxyMetrics) watch(g *gateway.Gateway) { m.underWay = g.UnderWay }

// writeTo writes all there is to tell.
func (m *proxyMetrics) writeTo(w io.Writer) error {
	var e exposition
	e.family("orkey_requests_total", "counter", "Requests that were answered, by who answered and the class of the status.")
	for _, route := range measuredRoutes {
		for digit := 1; digit <= 5; digit++ {
			e.sample("orkey_requests_total", float64(m.routes[route].answers[digit].Load()), "route", string(route), "code", strconv.Itoa(digit)+"xx")
		}
	}
	e.family("orkey_request_duration_seconds", "histogram", "Time to the end of the answer; of streams and WebSockets, how long they were open.")
	for _, route := range measuredRoutes {
		m.routes[route].writeDurations(&e, string(route))
	}
	e.metric("orkey_sent_bytes_total", "counter", "Size of the answers' bodies.", float64(m.sent.Load()))
	requests, streams := m.underWay()
	e.metric("orkey_requests_under_way", "gauge", "Requests that are being answered, streams included.", float64(requests))
	e.metric("orkey_streams_open", "gauge", "Event streams and WebSockets that are open.", float64(streams))
	e.family("orkey_build_info", "gauge", "Which orkey this is.")
	e.sample("orkey_build_info", 1, "version", readVersion().Version)
	e.metric("process_start_time_seconds", "gauge", "When the proxy started, in Unix time.", float64(m.began.UnixMilli())/1000)
	writeGo(&e)
	writeProcess(&e)
	_, err := w.Write(e.text)
	return err
}

func (m *routeMetrics) writeDurations(e *exposition, route string) {
	const name = "orkey_request_duration_seconds"
	var count int64
	for i, upTo := range durationBuckets {
		count += m.durations[i].Load()
		e.sample(name+"_bucket", float64(count), "route", route, "le", strconv.FormatFloat(upTo, 'g', -1, 64))
	}
	count += m.durations[len(durationBuckets)].Load()
	e.sample(name+"_bucket", float64(count), "route", route, "le", "+Inf")
	e.sample(name+"_sum", time.Duration(m.total.Load()).Seconds(), "route", route)
	e.sample(name+"_count", float64(count), "route", route)
}

// writeGo writes what Prometheus calls so of every program in Go.
func writeGo(e *exposition) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	e.family("go_info", "gauge", "Which Go this is of.")
	e.sample("go_info", 1, "version", runtime.Version())
	e.metric("go_goroutines", "gauge", "Goroutines that exist.", float64(runtime.NumGoroutine()))
	e.metric("go_memstats_alloc_bytes", "gauge", "Memory in use by objects.", float64(memory.Alloc))
	e.metric("go_memstats_alloc_bytes_total", "counter", "Memory that was ever allocated.", float64(memory.TotalAlloc))
	e.metric("go_memstats_heap_inuse_bytes", "gauge", "Memory of the heap that is in use.", float64(memory.HeapInuse))
	e.metric("go_memstats_next_gc_bytes", "gauge", "Size of the heap at which the next collection begins.", float64(memory.NextGC))
	e.metric("go_memstats_sys_bytes", "gauge", "Memory had from the system.", float64(memory.Sys))
	e.family("go_gc_duration_seconds", "summary", "Time for which collections stopped the world.")
	e.sample("go_gc_duration_seconds_sum", float64(memory.PauseTotalNs)/1e9)
	e.sample("go_gc_duration_seconds_count", float64(memory.NumGC))
}
