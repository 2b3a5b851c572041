package attack

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A request is written as it is: package net/http would correct what an attack is
// about.
type request struct {
	method, target string
	host           string // default: the target's
	header         []string
	body           string
}

// An answer is read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// everything is the answer as text.
func (a answer) everything() string {
	var b strings.Builder
	a.header.Write(&b)
	return b.String() + a.body
}

// What browsers say of themselves.
var (
	navigation = []string{"Accept: text/html,application/xhtml+xml", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: none"}
	fetched    = []string{"Accept: */*", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Sec-Fetch-Site: same-origin"}
)

const (
	sendTimeout = 20 * time.Second
	maxAnswer   = 4 << 20

	// Who tries this much is told to slow down (429), and heeds that so often.
	maxPauses = 12
	longPause = 30 * time.Second
)

// dial connects to the target.
func (t *Target) dial(ctx context.Context) (net.Conn, error) {
	u, err := url.Parse(t.URL)
	if err != nil {
		return nil, fmt.Errorf("%q is no URL", t.URL)
	}
	address := t.Address
	if address == "" {
		port := u.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
		}
		address = net.JoinHostPort(u.Hostname(), port)
	}
	dialer := net.Dialer{Timeout: 10 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil || u.Scheme != "https" {
		return conn, err
	}
	cfg := t.TLS.Clone()
	if cfg == nil {
		cfg = new(tls.Config)
	}
	if cfg.ServerName == "" {
		cfg.ServerName = u.Hostname()
	}
	secured := tls.Client(conn, cfg)
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secured, nil
}

// write sends the request.
func (t *Target) write(conn net.Conn, q request) error {
	host := q.host
	if host == "" {
		host = t.host()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", q.method, q.target, host)
	for _, line := range q.header {
		b.WriteString(line + "\r\n")
	}
	if q.body != "" || q.method == "POST" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(q.body))
	}
	b.WriteString("\r\n" + q.body)
	_, err := io.WriteString(conn, b.String())
	return err
}

// open sends a request, and returns its answer with the rest unread. The caller
// closes the connection.
func (t *Target) open(ctx context.Context, q request) (*http.Response, *bufio.Reader, net.Conn, error) {
	conn, err := t.dial(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	conn.SetDeadline(time.Now().Add(sendTimeout))
	if err := t.write(conn, q); err != nil {
		conn.Close()
		return nil, nil, nil, err
	}
	r := bufio.NewReader(conn)
	for {
		res, err := http.ReadResponse(r, &http.Request{Method: q.method})
		if err != nil {
			conn.Close()
			return nil, nil, nil, fmt.Errorf("%s %s is not answered: %w", q.method, q.target, err)
		}
		if res.StatusCode >= 200 || res.StatusCode == http.StatusSwitchingProtocols {
			return res, r, conn, nil
		}
		if res.Header.Get("Set-Cookie") != "" {
			conn.Close()
			return nil, nil, nil, fmt.Errorf("%s %s: a cookie is set before the answer (%d)", q.method, q.target, res.StatusCode)
		}
	}
}

// send sends a request, and reads its answer. Where it is told to wait, it waits
// and sends it once more.
func (t *Target) send(ctx context.Context, q request) (answer, error) {
	for range maxPauses {
		a, err := t.sendOnce(ctx, q)
		seconds, _ := strconv.Atoi(a.header.Get("Retry-After"))
		pause := time.Duration(seconds) * time.Second
		if err != nil || a.status != http.StatusTooManyRequests || pause <= 0 || pause > longPause {
			return a, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return answer{}, ctx.Err()
		}
	}
	return answer{}, fmt.Errorf("%s %s is answered only that this goes too fast (429)", q.method, q.target)
}

func (t *Target) sendOnce(ctx context.Context, q request) (answer, error) {
	q.header = append([]string{"Connection: close"}, q.header...)
	for _, line := range q.header[1:] {
		if strings.HasPrefix(line, "Connection:") {
			q.header = q.header[1:]
			break
		}
	}
	res, _, conn, err := t.open(ctx, q)
	if err != nil {
		return answer{}, err
	}
	defer conn.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil && res.StatusCode != http.StatusSwitchingProtocols {
		return answer{}, fmt.Errorf("%s %s: the answer breaks off: %w", q.method, q.target, err)
	}
	return answer{res.StatusCode, res.Header, string(body)}, nil
}
