package gateway_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A hundred streams that say nothing don't keep the gateway from stopping, and a
// request that takes its time is answered.
func TestShutdownEndsQuietStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/events") {
				return stream(0)(r)
			}
			time.Sleep(20 * time.Second)
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: 4, Body: io.NopCloser(strings.NewReader("done")), Request: r}, nil
		})
		ended := make(chan error, 100)
		for range cap(ended) {
			res := b.begin(t)
			go func() {
				defer res.Body.Close()
				_, err := io.Copy(io.Discard, res.Body)
				ended <- err
			}()
		}
		answered := make(chan string)
		go func() {
			res, err := b.client.Get("http://app.example/open/slow")
			if err != nil {
				answered <- err.Error()
				return
			}
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			answered <- string(text)
		}()
		synctest.Wait()
		if requests, streams := b.gateway.UnderWay(); requests != 101 || streams != 100 {
			t.Errorf("%d requests are under way, of them %d streams", requests, streams)
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		stopped := make(chan error)
		go func() { stopped <- b.gateway.Shutdown(ctx, b.server) }()
		if text := <-answered; text != "done" {
			t.Errorf("the request under way is answered %q", text)
		}
		if err := <-stopped; err != nil {
			t.Errorf("it says %v", err)
		}
		if took := time.Since(began); took > 25*time.Second { // of the bubble's time
			t.Errorf("it takes %v", took)
		}
		for range cap(ended) {
			if err := <-ended; err != nil {
				t.Errorf("a stream ends with %v", err)
			}
		}
		if _, err := b.client.Get("http://app.example/_orkey/healthz"); err == nil {
			t.Error("it goes on serving")
		}
	})
}

// An answer that a model is writing has until the deadline, also while the model
// thinks.
func TestShutdownLeavesBusyStreams(t *testing.T) {
	for name, test := range map[string]struct {
		method   string
		interval time.Duration
		least    int // lines
	}{
		"it writes": {http.MethodGet, time.Second, 50},
		"it thinks": {http.MethodPost, 10 * time.Second, 6},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, stream(test.interval))
				req, err := http.NewRequest(test.method, "http://app.example/open/events", nil)
				if err != nil {
					t.Fatal(err)
				}
				res, err := b.client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				lines := make(chan int)
				go func() {
					n, s := 0, bufio.NewScanner(res.Body)
					for s.Scan() {
						n++
					}
					if s.Err() == nil {
						t.Error("it looks whole")
					}
					lines <- n
				}()
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
				defer cancel()
				err = b.gateway.Shutdown(ctx, b.server)
				if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "requests 1, streams among them 1") {
					t.Errorf("it says %v", err)
				}
				if n := <-lines; n < test.least {
					t.Errorf("the stream was cut off after %d lines", n)
				}
			})
		})
	}
}

func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, stream(0))
		for _, want := range []int{200, 503} {
			res, err := b.client.Get("http://app.example/_orkey/readyz")
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != want {
				t.Errorf("readyz says %s, want %d", res.Status, want)
			}
			if res.Close != (want == 503) {
				t.Errorf("with %s the connection is closed: %v", res.Status, res.Close)
			}
			b.gateway.Drain()
		}
		b.begin(t).Body.Close() // it still serves
	})
}

// A body that does not come on holds the app up for a minute at most.
func TestStalledBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, func(r *http.Request) (*http.Response, error) {
			n, err := io.Copy(io.Discard, r.Body)
			if err != nil {
				return nil, err
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: 0, Body: http.NoBody, Request: r}, errIf(n != 4)
		})
		for pause, want := range map[time.Duration]string{50 * time.Second: "HTTP/1.1 200 OK", 70 * time.Second: "HTTP/1.1 408 Request Timeout"} {
			conn, err := b.pipes.dial()
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				io.WriteString(conn, "POST /open/x HTTP/1.1\r\nHost: app.example\r\nContent-Length: 4\r\n\r\n1")
				for range 3 {
					time.Sleep(pause)
					io.WriteString(conn, "x")
				}
			}()
			if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || strings.TrimSpace(line) != want {
				t.Errorf("with pauses of %v it says %q (%v), want %s", pause, line, err, want)
			}
			conn.Close()
		}
	})
}

func errIf(wrong bool) error {
	if wrong {
		return errors.New("a body of another size")
	}
	return nil
}

// Who sends a head bit by bit, or nothing more, is not waited for.
func TestIdleConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t, stream(0))
		for name, sent := range map[string]string{
			"half a head":    "GET / HTTP/1.1\r\nHost: app.ex",
			"nothing":        "",
			"one, no second": "GET /_orkey/healthz HTTP/1.1\r\nHost: app.example\r\n\r\n",
		} {
			conn, err := b.pipes.dial()
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			go io.WriteString(conn, sent)
			io.Copy(io.Discard, conn)
			if took := time.Since(began); took > 3*time.Minute { // of the bubble's time
				t.Errorf("%s is waited for %v", name, took)
			}
			conn.Close()
		}
	})
}
