package bench

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// What is measured with is right.

func TestClients(t *testing.T) {
	t.Parallel()
	var asked, opened atomic.Int64
	app := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/refused":
			w.WriteHeader(http.StatusUnauthorized)
		case "/chunked":
			http.NewResponseController(w).Flush()
		case "/slow":
			time.Sleep(10 * time.Millisecond)
		}
		fmt.Fprint(w, strings.Repeat("x", 120))
	}))
	app.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	app.Start()
	t.Cleanup(app.Close)
	for _, tc := range []struct {
		path  string
		count int
		says  string
	}{
		{"/", 1, ""},
		{"/", 1000, ""},
		{"/slow", 100, ""},
		{"/refused", 100, "401 Unauthorized"},
		{"/chunked", 100, "it answers"},
	} {
		asked.Store(0)
		opened.Store(0)
		cs, err := dial(app.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		l, err := cs.send(fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", tc.path), 0, tc.count)
		cs.close()
		switch {
		case tc.says != "":
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%s: %v, want that %s", tc.path, err, tc.says)
			}
		case err != nil:
			t.Errorf("%s: %v", tc.path, err)
		case len(l.times) != max(tc.count, connections) || int(asked.Load()) != len(l.times) || opened.Load() != connections:
			t.Errorf("%s: of %d requests %d were answered, over %d connections, want %d over %d", tc.path, asked.Load(), len(l.times), opened.Load(), max(tc.count, connections), connections)
		case l.at(0) > l.at(0.5) || l.at(0.5) > l.at(1) || l.at(1) > l.took || tc.path == "/slow" && l.at(0) < 10*time.Millisecond:
			t.Errorf("%s: they took from %v to %v, all of them %v", tc.path, l.at(0), l.at(1), l.took)
		}
	}
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{5, 5, 5, 5, 5, 5, 5}, 0},
		{[]float64{5, 6, 7, 8, 9, 10, 11}, 6},
		{[]float64{5, 5, 90, 5, 5, 5, 5}, 0},
		{[]float64{9, 8, 7, 6, 5, 4, 3}, -6},
		{[]float64{5, 7, 5, 7, 5, 7, 5}, 0},
	} {
		if got := growthOf(tc.values); got != tc.want {
			t.Errorf("%v grow by %v, want %v", tc.values, got, tc.want)
		}
	}
}
