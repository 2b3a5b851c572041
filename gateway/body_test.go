package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/gateway"
)

func TestBodiesAndTrailers(t *testing.T) {
	t.Parallel()
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Sum")
		http.NewResponseController(w).EnableFullDuplex()
		n, err := io.Copy(w, r.Body)
		w.Header().Set("X-Sum", r.Trailer.Get("X-Sum"))
		w.Header().Set(http.TrailerPrefix+"X-Late", "late")
		if user := r.Trailer.Get("X-Openrouter-User"); user != "" || err != nil {
			t.Errorf("after %d bytes the app is told %q (%v)", n, user, err)
		}
	})
	for _, version := range []string{"HTTP/1.1", "HTTP/2"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b := newSite(t, func(cfg *gateway.Config) { cfg.Upstream = newApp(t, app) }).browser()
			b.signIn("/")
			transport := &http.Transport{Protocols: new(http.Protocols)}
			transport.Protocols.SetHTTP1(version == "HTTP/1.1")
			transport.Protocols.SetUnencryptedHTTP2(version == "HTTP/2")
			b.Transport = transport
			defer transport.CloseIdleConnections()

			const size = 64 << 20
			req, err := http.NewRequest("POST", b.url+"/", io.LimitReader(zeros{}, size))
			if err != nil {
				t.Fatal(err)
			}
			req.Trailer = http.Header{"X-Sum": {"42"}, "X-Openrouter-User": {"user_evil"}}
			res, err := b.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if n, err := io.Copy(io.Discard, res.Body); n != size || err != nil {
				t.Errorf("%d bytes came back (%v)", n, err)
			}
			if res.ProtoMajor != int(version[5]-'0') || res.Trailer.Get("X-Sum") != "42" || res.Trailer.Get("X-Late") != "late" {
				t.Errorf("%s, trailers %v", res.Proto, res.Trailer)
			}
		})
	}
}

type zeros struct{}

// A question and its answer may go on at the same time.
func TestConversation(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.Upstream = newApp(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.NewResponseController(w).EnableFullDuplex()
			for lines := bufio.NewScanner(r.Body); lines.Scan(); http.NewResponseController(w).Flush() {
				io.WriteString(w, strings.ToUpper(lines.Text())+"\n")
			}
		}))
	}).browser()
	b.signIn("/")
	in, out := io.Pipe()
	go io.WriteString(out, "one\n")
	res, err := b.Post(b.url+"/", "text/plain", in)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answers := bufio.NewReader(res.Body)
	for _, word := range []string{"two", "three"} {
		if line, err := answers.ReadString('\n'); err != nil || strings.ToLower(line) == line {
			t.Fatalf("it says %q (%v)", line, err)
		}
		io.WriteString(out, word+"\n")
	}
	out.Close()
	if rest, err := io.ReadAll(answers); string(rest) != "THREE\n" || err != nil {
		t.Errorf("it ends with %q (%v)", rest, err)
	}
}

func TestMaxBody(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) { cfg.MaxBody = 1000 }).browser()
	b.signIn("/")
	for name, test := range map[string]struct {
		body io.Reader
		want int
	}{
		"what is allowed": {bytes.NewReader(make([]byte, 1000)), 200},
		"a known size":    {bytes.NewReader(make([]byte, 1001)), 413},
		"an unknown size": {io.LimitReader(zeros{}, 100_000), 413},
	} {
		if res := b.do("POST", "/", test.body); res.status != test.want {
			t.Errorf("%s is answered %d", name, res.status)
		}
	}
}

func TestHeaderLimit(t *testing.T) {
	t.Parallel()
	b := newSite(t, nil).browser()
	if res := b.do("GET", "/", nil, "X-Long", strings.Repeat("x", 80<<10)); res.status != 431 {
		t.Errorf("80 KiB of headers are answered %d", res.status)
	}
}

func TestClientThatLeaves(t *testing.T) {
	t.Parallel()
	began := make(chan struct{})
	b := newSite(t, func(cfg *gateway.Config) {
		cfg.Upstream = newApp(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(began)
			<-r.Context().Done()
		}))
	}).browser()
	b.signIn("/")
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		<-began
		leave()
	}()
	req, err := http.NewRequestWithContext(ctx, "GET", b.url+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Do(req); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	b.logged.wait(t, `"status":499`)
}
