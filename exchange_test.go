package orkey_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/orkey-dev/orkey"
)

func testVerifier(t testing.TB) orkey.Verifier {
	t.Helper()
	v, err := orkey.ParseVerifier(rfcVerifier)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestExchangeErrors(t *testing.T) {
	const (
		js   = "application/json"
		text = "text/plain;charset=UTF-8"
		html = "text/html"
	)
	var none error
	for _, c := range []struct {
		name    string
		status  int
		kind    string
		body    string
		want    error // none: an *APIError without a sentinel
		message string
	}{
		// documented
		{"documented: code or verifier", 403, js, `{"error":{"message":"Invalid code or code_verifier","code":403}}`, orkey.ErrCodeRejected, "Invalid code or code_verifier"},
		{"documented: expired", 403, js, `{"error":{"message":"Authorization code expired","code":403}}`, orkey.ErrCodeRejected, "Authorization code expired"},
		{"documented: method", 400, js, `{"error":{"message":"Invalid code_challenge_method","code":400}}`, orkey.ErrMethodMismatch, "Invalid code_challenge_method"},
		{"documented: GET", 405, js, `{"error":{"message":"Method Not Allowed","code":405}}`, none, "Method Not Allowed"},
		// observed
		{"observed: code", 400, js, `{"error":{"message":"Invalid code","code":400}}`, orkey.ErrCodeRejected, "Invalid code"},
		{"observed: validation", 400, js, `{"success":false,"error":{"name":"ZodError","message":"[\n {\"received\":\"` + rfcVerifier + `\"}]"}}`, none, "ZodError"},
		{"observed: malformed", 400, text, `Malformed JSON in request body`, none, ""},
		{"observed: GET", 404, html, `<!DOCTYPE html><title>404</title>`, none, ""},
		// other shapes
		{"flat error", 400, js, `{"error":"Invalid code"}`, orkey.ErrCodeRejected, "Invalid code"},
		{"flat message", 403, js, `{"message":"Invalid code"}`, orkey.ErrCodeRejected, "Invalid code"},
		{"a firewall's 403 is no word on the code", 403, html, `<html>Just a moment… Invalid code</html>`, none, ""},
		{"empty", 400, js, ``, none, ""},
		{"null", 400, js, `null`, none, ""},
		{"an array", 400, js, `[1]`, none, ""},
		{"error null", 400, js, `{"error":null}`, none, ""},
		{"message of another type", 400, js, `{"error":{"message":{"a":1}}}`, none, ""},
		// later is better
		{"500", 500, js, `{"error":{"message":"Internal Server Error","code":500}}`, orkey.ErrUnavailable, "Internal Server Error"},
		{"502 HTML", 502, html, `<html>Bad gateway</html>`, orkey.ErrUnavailable, ""},
		{"503 with a misleading text", 503, js, `{"error":{"message":"Invalid code"}}`, orkey.ErrUnavailable, "Invalid code"},
		{"429", 429, js, `{"error":{"message":"Rate limit exceeded","code":429}}`, orkey.ErrUnavailable, "Rate limit exceeded"},
		{"408", 408, text, ``, orkey.ErrUnavailable, ""},
		// an answer of 200 that is none
		{"200 without a key", 200, js, `{"user_id":"user_1"}`, orkey.ErrUnavailable, "an answer without a key"},
		{"200 with an empty key", 200, js, `{"key":""}`, orkey.ErrUnavailable, "an answer without a key"},
		{"200 with undefined", 200, js, `{"key":"undefined"}`, orkey.ErrUnavailable, "an answer without a key"},
		{"200 with a key of another type", 200, js, `{"key":5}`, orkey.ErrUnavailable, "an answer that is no grant"},
		{"200 with two answers", 200, js, goodAnswer + goodAnswer, orkey.ErrUnavailable, "an answer that is no grant"},
		{"200 cut short", 200, js, goodAnswer[:len(goodAnswer)-3], orkey.ErrUnavailable, "an answer that is no grant"},
		{"200 HTML of a captive portal", 200, html, `<html>Welcome to the hotel</html>`, orkey.ErrUnavailable, "an answer that is no grant"},
		{"200 endless", 200, js, `{"key":"` + strings.Repeat("a", 70_000), orkey.ErrUnavailable, "an answer of over 64 KiB"},
		{"204", 204, js, ``, orkey.ErrUnavailable, "an answer that is no grant"},
		// redirects are not followed
		{"302", 302, html, ``, none, ""},
		{"307", 307, html, ``, none, ""},
		{"308", 308, html, ``, none, ""},
		// messages are shown, secrets and tricks in them are not
		{"a message with the code", 400, js, `{"error":{"message":"Invalid code: the-code"}}`, orkey.ErrCodeRejected, "Invalid code: …"},
		{"a message with the verifier", 400, js, `{"error":{"message":"bad ` + rfcVerifier + ` here"}}`, none, "bad … here"},
		{"a message with a key", 400, js, `{"error":{"message":"had ` + testKey + `."}}`, none, "had …."},
		{"a message with a short key", 400, js, `{"error":{"message":"had sk-or-v1-abc, sorry"}}`, none, "had …, sorry"},
		{"a message with another secret", 400, js, `{"error":{"message":"see 0123456789abcdef0123456789abcdef"}}`, none, "see …"},
		{"a message of several lines and colours", 400, js, `{"error":{"message":"a\n\u001b[31mb\u202e\tc "}}`, none, "a [31mb c"},
		{"a long message", 400, js, `{"error":{"message":"` + strings.Repeat("é ", 200) + `"}}`, none, strings.Repeat("é ", 99) + "é…"},
	} {
		server := newExchanger(t, c.status, c.kind, c.body)
		grant, err := server.client().Exchange(t.Context(), "the-code", testVerifier(t))
		if !grant.Key.IsZero() || err == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		e, ok := errors.AsType[*orkey.APIError](err)
		if !ok || e.Status != c.status || e.Message != c.message {
			t.Errorf("%s: %#v, want %d %q", c.name, e, c.status, c.message)
		}
		for _, sentinel := range []error{orkey.ErrDenied, orkey.ErrStateMismatch, orkey.ErrInvalidCallback, orkey.ErrCodeRejected, orkey.ErrMethodMismatch, orkey.ErrKeyRejected, orkey.ErrUnavailable} {
			if errors.Is(err, sentinel) != (sentinel == c.want) {
				t.Errorf("%s: errors.Is(%v) is %v", c.name, sentinel, sentinel != c.want)
			}
		}
		checkNoSecret(t, c.name, err.Error())
		if strings.Contains(err.Error(), "the-code") || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), ";") {
			t.Errorf("%s: %q shows the code, is not one line, or does not say what to do", c.name, err)
		}
		if n := server.calls.Load(); n != 1 {
			t.Errorf("%s: %d requests for one code", c.name, n)
		}
	}
}

func TestExchangeOfAPersonWithoutUserID(t *testing.T) {
	for _, body := range []string{`{"key":"` + testKey + `","user_id":null}`, `{"key":"` + testKey + `"}`} {
		grant, err := newExchanger(t, 200, "application/json", body).client().Exchange(t.Context(), "c", testVerifier(t))
		if err != nil || grant.UserID != "" || grant.Key.Reveal() != testKey {
			t.Errorf("%v, %v", grant, err)
		}
	}
}

func TestExchangeSendsNoCookie(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Cookies()) > 0 || r.Header.Get("Authorization") != "" || r.Header.Get("Referer") != "" {
			t.Error("the exchange carries a cookie, an Authorization or a Referer header")
		}
		io.WriteString(w, goodAnswer)
	}))
	defer server.Close()
	jar := cookieJar{&http.Cookie{Name: "a", Value: "b"}}
	client := &orkey.Client{BaseURL: server.URL, HTTPClient: &http.Client{Jar: jar}}
	if _, err := client.Exchange(t.Context(), "c", testVerifier(t)); err != nil {
		t.Error(err)
	}
	if client.HTTPClient.Jar == nil || client.HTTPClient.CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
}

// A server that closes the connection without an answer may have taken the
// code: net/http must not send it again, on a fresh connection or a kept one.
func TestCodeIsSentOnceWhenTheConnectionBreaks(t *testing.T) {
	var posts atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			io.WriteString(w, `{"data":{}}`)
			return
		}
		posts.Add(1)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}))
	defer server.Close()
	client := &orkey.Client{BaseURL: server.URL, HTTPClient: server.Client()}
	if _, err := client.KeyInfo(t.Context(), mustKey(t, testKey)); err != nil { // leaves a kept connection
		t.Fatal(err)
	}
	_, err := client.Exchange(t.Context(), "the-code", testVerifier(t))
	if !errors.Is(err, orkey.ErrUnavailable) || posts.Load() != 1 {
		t.Errorf("%v after %d posts", err, posts.Load())
	}
}

func TestUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	_, err = (&orkey.Client{BaseURL: "http://" + listener.Addr().String()}).Exchange(t.Context(), "c", testVerifier(t))
	if !errors.Is(err, orkey.ErrUnavailable) || !strings.Contains(err.Error(), "refused") {
		t.Error(err)
	}
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	defer tls.Close()
	_, err = (&orkey.Client{BaseURL: tls.URL}).Exchange(t.Context(), "c", testVerifier(t))
	if !errors.Is(err, orkey.ErrUnavailable) || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
}

// hang answers no request before its context ends.
var hang = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
})}

func TestTimeouts(t *testing.T) {
	for _, c := range []struct {
		name    string
		context func() (context.Context, context.CancelFunc)
		client  *http.Client
		takes   time.Duration
		want    []error
		not     error
	}{
		{"by default", func() (context.Context, context.CancelFunc) { return context.Background(), func() {} }, hang, 30 * time.Second, []error{orkey.ErrUnavailable, context.DeadlineExceeded}, context.Canceled},
		{"a shorter deadline", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), time.Second)
		}, hang, time.Second, []error{orkey.ErrUnavailable, context.DeadlineExceeded}, context.Canceled},
		{"a longer deadline", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), time.Minute)
		}, hang, time.Minute, []error{orkey.ErrUnavailable, context.DeadlineExceeded}, context.Canceled},
		{"cancelled", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(5*time.Second, cancel)
			return ctx, cancel
		}, hang, 5 * time.Second, []error{context.Canceled}, orkey.ErrUnavailable},
		{"the client's own time-out", func() (context.Context, context.CancelFunc) { return context.Background(), func() {} }, &http.Client{Transport: hang.Transport, Timeout: 3 * time.Second}, 3 * time.Second, []error{orkey.ErrUnavailable, context.DeadlineExceeded}, context.Canceled},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := c.context()
			defer cancel()
			began := time.Now()
			_, err := (&orkey.Client{HTTPClient: c.client}).Exchange(ctx, "c", testVerifier(t))
			for _, want := range c.want {
				if !errors.Is(err, want) {
					t.Errorf("%s: %v is not %v", c.name, err, want)
				}
			}
			if errors.Is(err, c.not) || time.Since(began) != c.takes {
				t.Errorf("%s: %v after %v", c.name, err, time.Since(began))
			}
		})
	}
}

func FuzzExchangeAnswer(f *testing.F) {
	f.Add(200, []byte(goodAnswer))
	f.Add(200, []byte(`{"key":"sk-or-v1-","user_id":null}`))
	f.Add(400, []byte(`{"error":{"message":"Invalid code","code":400}}`))
	f.Add(400, []byte(`{"success":false,"error":{"name":"ZodError","message":"[]"}}`))
	f.Add(403, []byte(`{"error":{"message":"Authorization code expired"}}`))
	f.Add(502, []byte(`<html>`))
	f.Add(302, []byte(``))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		client := &orkey.Client{HTTPClient: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{"Location": {"/"}}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}, nil
		})}}
		grant, err := client.Exchange(context.Background(), "the-code", testVerifier(t))
		if err == nil {
			if _, err := orkey.ParseKey(grant.Key.Reveal()); err != nil || status/100 != 2 {
				t.Errorf("a grant without a key came from %d %q", status, body)
			}
			return
		}
		e, ok := errors.AsType[*orkey.APIError](err)
		if !ok || len([]rune(e.Message)) > 200 || strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == '\u202e' }) {
			t.Errorf("%q is no clean *APIError", err)
		}
		checkNoSecret(t, "the error", err.Error())
		if strings.Contains(err.Error(), "sk-or-v") {
			t.Errorf("the error shows a key: %q", err)
		}
	})
}

type cookieJar []*http.Cookie

func (j cookieJar) SetCookies(*url.URL, []*http.Cookie) {}
func (j cookieJar) Cookies(*url.URL) []*http.Cookie     { return j }
