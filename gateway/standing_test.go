package gateway_test

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
)

// A stream ends with its session, and with nothing else: here the session is that
// of a key, which is deleted, or of somebody who may come in no more.
func TestStreamsEndWithTheSession(t *testing.T) {
	for name, over := range map[string]func(status *atomic.Int64, allowed *atomic.Bool){
		"the key is deleted": func(status *atomic.Int64, _ *atomic.Bool) { status.Store(http.StatusUnauthorized) },
		"not allowed":        func(_ *atomic.Int64, allowed *atomic.Bool) { allowed.Store(false) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var status atomic.Int64
				var allowed atomic.Bool
				status.Store(http.StatusOK)
				allowed.Store(true)
				openrouter := transport(func(r *http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: int(status.Load()), Header: http.Header{"Content-Type": {"application/json"}},
						Body: io.NopCloser(strings.NewReader(`{"data":{"label":"k","usage":0}}`)), Request: r}, nil
				})
				b := newBubble(t, stream(0), func(cfg *gateway.Config) {
					cfg.SignIn.AcceptBearer = true
					cfg.SignIn.Client = &orkey.Client{HTTPClient: &http.Client{Transport: openrouter}}
					cfg.SignIn.Allow = func(string) bool { return allowed.Load() }
				})
				req, err := http.NewRequest(http.MethodGet, "http://app.example/events", nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Authorization", "Bearer sk-or-v1-"+strings.Repeat("0", 64))
				res, err := b.client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				ended := make(chan error, 1)
				go func() {
					_, err := io.Copy(io.Discard, bufio.NewReader(res.Body))
					ended <- err
				}()
				stays := func(when string) {
					t.Helper()
					time.Sleep(time.Hour)
					synctest.Wait()
					select {
					case err := <-ended:
						t.Fatalf("it ends %s (%v)", when, err)
					default:
					}
				}
				stays("while the session holds")
				status.Store(http.StatusInternalServerError)
				stays("while nobody knows whether it does")
				status.Store(http.StatusOK)
				over(&status, &allowed)
				began := time.Now()
				<-ended
				if took := time.Since(began); took > 3*time.Minute { // of the bubble's time
					t.Errorf("it ends after %v", took)
				}
			})
		})
	}
}

// A sign-out ends the streams of that session at once.
func TestStreamsEndWithTheSignOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	open := func() (*browser, *http.Response) {
		b := s.browser()
		b.signIn("/")
		res, err := b.Do(b.request("GET", "/events", nil))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil {
			t.Fatalf("it begins with %q (%v)", line, err)
		}
		return b, res
	}
	b, theirs := open()
	_, other := open()
	if res := b.do("POST", "/_orkey/logout", nil, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"); res.status != 204 {
		t.Fatalf("the sign-out is answered %d %s", res.status, res.body)
	}
	io.Copy(io.Discard, theirs.Body)
	s.logged.wait(t, "since the session has")
	if _, streams := s.gateway.UnderWay(); streams != 1 {
		t.Errorf("%d streams are open", streams)
	}
	other.Body.Close()
}
