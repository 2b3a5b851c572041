package gateway

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// An upstream is where the app is.
type upstream struct {
	url    *url.URL // http or https; without a slash at the end
	h2c    bool     // HTTP/2 without TLS
	socket string   // path of a Unix socket, or ""
	wait   time.Duration

	connect func(ctx context.Context, network, address string) (net.Conn, error)
}

var errUpstream = errors.New("gateway: config: Upstream must be the address of an app, such as http://127.0.0.1:8080, https://app.internal, h2c://127.0.0.1:8080 or unix:/run/app.sock")

func parseUpstream(s string) (*upstream, error) {
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, errUpstream
	}
	up := &upstream{url: u}
	switch u.Scheme {
	case "http", "https":
	case "h2c":
		u.Scheme, up.h2c = "http", true
	case "unix":
		if u.Host != "" || !strings.HasPrefix(u.Path, "/") {
			return nil, errUpstream
		}
		// The host names connections in the transport, and is dialled nowhere.
		up.socket, up.url = u.Path, &url.URL{Scheme: "http", Host: "unix"}
		return up, nil
	}
	if u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errUpstream
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return up, nil
}

const (
	dialTimeout = 10 * time.Second

	// idleTimeout is for how long a connection is kept that is not used. Node and
	// uvicorn hang up after five seconds, gunicorn after two: a POST that is sent
	// at that moment is lost. HTTP/2 says goodbye before.
	idleTimeout      = 1500 * time.Millisecond
	idleTimeoutHTTPS = 90 * time.Second

	// maxIdle is how many connections are kept. Dialling anew costs more than all
	// that the gateway does.
	maxIdle = 1024
)

// newTransport returns a transport for the app and for nothing else.
func (u *upstream) newTransport(cfg *Config) *http.Transport {
	u.wait, u.connect = cfg.UpstreamWait, cfg.UpstreamDial
	if u.connect == nil {
		dialer := net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
		u.connect = dialer.DialContext
	}
	t := &http.Transport{
		DialContext:           u.dial,
		TLSClientConfig:       cfg.UpstreamTLS,
		TLSHandshakeTimeout:   dialTimeout,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   maxIdle,
		IdleConnTimeout:       idleTimeout,
		ResponseHeaderTimeout: cfg.UpstreamTimeout,
		ExpectContinueTimeout: time.Second,
		DisableCompression:    true, // what comes compressed goes on so
	}
	if u.url.Scheme == "https" {
		t.IdleConnTimeout = idleTimeoutHTTPS
	}
	if u.h2c {
		t.Protocols = new(http.Protocols)
		t.Protocols.SetUnencryptedHTTP2(true)
	}
	return t
}

// dial connects to the app, and waits for it where nothing listens yet: nothing
// was sent then, so nothing can happen twice.
func (u *upstream) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if u.socket != "" {
		network, address = "unix", u.socket
	}
	end := time.Now().Add(u.wait)
	for {
		conn, err := u.connect(ctx, network, address)
		if err == nil || !isNobodyThere(err) || time.Now().After(end) {
			return conn, err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// isNobodyThere reports whether nothing listens at an address.
func isNobodyThere(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, fs.ErrNotExist)
}

// probe reports whether something listens.
func (u *upstream) probe(ctx context.Context) error {
	network, address := "tcp", u.url.Host
	switch {
	case u.socket != "":
		network, address = "unix", u.socket
	case u.url.Port() == "":
		address = net.JoinHostPort(u.url.Hostname(), map[string]string{"http": "80", "https": "443"}[u.url.Scheme])
	}
	conn, err := u.connect(ctx, network, address)
	if err == nil {
		conn.Close()
	}
	return err
}
