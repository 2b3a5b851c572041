package main

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/orkey-dev/orkey/gateway"
)

const defaultAdmin = "127.0.0.1:4182"

// proxyMetrics count what the proxy does. All there can be is made beforehand:
// who asks for much that there is not makes none.
type proxyMetrics struct {
	set       *metrics.Set
	answers   map[gateway.Route]*[6]*metrics.Counter // by the first digit of the status
	durations map[gateway.Route]*metrics.PrometheusHistogram
	sent      *metrics.Counter
}

// durationBuckets are in seconds: from an answer out of a cookie to one of a model.
var durationBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

func newProxyMetrics() *proxyMetrics {
	m := &proxyMetrics{
		set: metrics.NewSet(), answers: map[gateway.Route]*[6]*metrics.Counter{}, durations: map[gateway.Route]*metrics.PrometheusHistogram{},
	}
	m.sent = m.set.NewCounter("orkey_sent_bytes_total")
	for _, route := range []gateway.Route{
		gateway.RouteApp, gateway.RouteOpen, gateway.RouteRefused, gateway.RouteVerify,
		gateway.RouteSignIn, gateway.RouteAPI, gateway.RouteHealth, gateway.RouteInvalid,
	} {
		answers := new([6]*metrics.Counter)
		for digit := 1; digit < len(answers); digit++ {
			answers[digit] = m.set.NewCounter(`orkey_requests_total{route="` + string(route) + `",code="` + strconv.Itoa(digit) + `xx"}`)
		}
		m.answers[route] = answers
		m.durations[route] = m.set.NewPrometheusHistogramExt(`orkey_request_duration_seconds{route="`+string(route)+`"}`, durationBuckets)
	}
	version := readVersion()
	m.set.NewGauge(`orkey_build_info{version=`+strconv.Quote(version.Version)+`}`, func() float64 { return 1 })
	return m
}

// observe is for Observe of the gateway. A request without a status, one that the
// client broke off, counts as its fault.
func (m *proxyMetrics) observe(r gateway.Record) {
	digit := r.Status / 100
	if digit < 1 || digit > 5 {
		digit = 4
	}
	if answers := m.answers[r.Route]; answers != nil {
		answers[digit].Inc()
		m.durations[r.Route].Update(r.Duration.Seconds())
	}
	m.sent.AddInt64(r.Bytes)
}

// watch adds what is under way.
func (m *proxyMetrics) watch(g *gateway.Gateway) {
	m.set.NewGauge("orkey_requests_under_way", func() float64 {
		requests, _ := g.UnderWay()
		return float64(requests)
	})
	m.set.NewGauge("orkey_streams_open", func() float64 {
		_, streams := g.UnderWay()
		return float64(streams)
	})
}

// newAdminServer serves what is nobody's business but the operator's.
func newAdminServer(m *proxyMetrics) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
}
