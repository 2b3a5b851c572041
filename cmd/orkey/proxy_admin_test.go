//go:build unix

package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/attack"
	"github.com/orkey-dev/orkey/orkeytest"
)

// admin is the address of metrics and profiles.
func (p *proxied) admin() string {
	p.t.Helper()
	found := regexp.MustCompile(`(?m)^Metrics: +(http://\S+)/metrics$`).FindStringSubmatch(p.Said())
	if found == nil {
		p.t.Fatalf("it does not say where:\n%s", p.Said())
	}
	return found[1]
}

// What is measured is told where nobody but the operator can ask.
func TestProxyMetrics(t *testing.T) {
	t.Parallel()
	p := startProxy(t, orkeytest.NewServer(t), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()))
	admin := p.admin()
	b := p.signIn()
	b.get("/page")
	newPerson(t, p.url).get("/page")
	stream, err := b.client.Get(p.url + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	var text string
	p.await(func() bool {
		_, _, text = newPerson(t, admin).visit(admin + "/metrics")
		return strings.Contains(text, "orkey_streams_open 1\n") && strings.Contains(text, `orkey_requests_total{route="refused",code="4xx"} 1`+"\n")
	})
	for _, line := range []string{
		`orkey_requests_total{route="app",code="2xx"} 1`, `orkey_requests_total{route="sign_in",code="3xx"} 2`, "orkey_requests_under_way 1",
		`orkey_request_duration_seconds_count{route="app"} 1`, `orkey_request_duration_seconds_bucket{route="app",le="+Inf"} 1`, `orkey_build_info{version="`, "process_resident_memory_bytes", "process_open_fds",
	} {
		if !strings.Contains(text, "\n"+line) && !strings.HasPrefix(text, line) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	if got := newPerson(t, admin).get("/debug/pprof/goroutine?debug=1"); got != http.StatusOK {
		t.Errorf("a profile is answered %d", got)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if got := newPerson(t, p.url).get(path); got != http.StatusUnauthorized {
			t.Errorf("to everybody %s is answered %d", path, got)
		}
	}
}

// A certificate that takes the place of another is served, and connections that are
// open stay; one that does not fit is not.
func TestProxyCertificate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, certFile, keyFile, 1)
	p := startProxy(t, orkeytest.NewServer(t), "--public-url", "https://app.example", "--listen", "127.0.0.1:0", "--upstream", newApp(t, attack.App()), "--tls-cert", certFile, "--tls-key", keyFile)
	address := listeningPattern.FindStringSubmatch(p.Said())[1]
	serial := func() int64 {
		t.Helper()
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, ServerName: "app.example"})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	// One connection each, on which people go on while the certificate changes.
	var dials atomic.Int64
	var going sync.WaitGroup
	over := make(chan struct{})
	stop := sync.OnceFunc(func() {
		close(over)
		going.Wait()
	})
	defer stop()
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: proto == "HTTP/2.0", DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			dials.Add(1)
			return new(net.Dialer).DialContext(ctx, network, address)
		}}
		defer transport.CloseIdleConnections()
		going.Go(func() { keepAsking(t, &http.Client{Transport: transport}, p.url+"/_orkey/healthz", proto, over) })
	}
	if serial() != 1 {
		t.Error("that is another certificate")
	}
	if err := os.WriteFile(certFile, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.await(func() bool { serial(); return strings.Contains(p.Said(), "the certificate stays as it was") })
	if serial() != 1 {
		t.Error("nonsense has taken its place")
	}
	writeCertificate(t, certFile, keyFile, 2)
	p.await(func() bool { return serial() == 2 })
	p.Signal(syscall.SIGHUP)
	p.await(func() bool { return strings.Contains(p.Said(), "secrets read again") })
	stop()
	if n := dials.Load(); n != 2 {
		t.Errorf("there were %d connections, want one each", n)
	}
}

// keepAsking asks for a page until it is over, and once more.
func keepAsking(t *testing.T, client *http.Client, url, proto string, over <-chan struct{}) {
	for last := false; !last; {
		select {
		case <-over:
			last = true
		case <-time.After(5 * time.Millisecond):
		}
		res, err := client.Get(url)
		if err != nil {
			t.Error(err)
			return
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if got := res.Proto + " " + string(body); err != nil || got != proto+" ok\n" {
			t.Errorf("it answers %q, %v", got, err)
			return
		}
	}
}

// writeCertificate writes one for app.example and this machine.
func writeCertificate(t *testing.T, certFile, keyFile string, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"app.example", "localhost"}, IsCA: true, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
