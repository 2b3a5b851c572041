package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	for _, tc := range []struct {
		text     string
		loopback bool
		url      string
	}{
		{"127.0.0.1:8787", true, "http://127.0.0.1:8787"},
		{"127.9.9.9:1", true, "http://127.9.9.9:1"},
		{"localhost:3000", true, "http://localhost:3000"},
		{"[::1]:3000", true, "http://[::1]:3000"},
		{"0.0.0.0:80", false, "http://localhost:80"},
		{"[::]:80", false, "http://localhost:80"},
		{":80", false, "http://localhost:80"},
		{"192.0.2.1:65535", false, "http://192.0.2.1:65535"},
		{"[::ffff:127.0.0.1]:80", true, "http://[::ffff:127.0.0.1]:80"},
	} {
		a, err := parseAddress(tc.text, defaultEmulator)
		if err != nil || a.String() != tc.text || a.isLoopback() != tc.loopback || a.url() != tc.url {
			t.Errorf("%q: %v, %v, loopback %v, %q", tc.text, a, err, a.isLoopback(), a.url())
		}
	}
	for _, text := range []string{"", "80", "localhost", "::1:80", "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:65536", "127.0.0.1:http", "example.com:80", "LOCALHOST:80"} {
		if a, err := parseAddress(text, defaultEmulator); !errors.As(err, new(*misuse)) {
			t.Errorf("%q: %v, %v; want a misuse", text, a, err)
		}
	}
}

func TestListenLocalhostIsOnePortOnBothAddresses(t *testing.T) {
	here, at, err := address{"localhost", 0}.listen()
	if err != nil {
		t.Fatal(err)
	}
	defer here.close()
	if at.port == 0 || !strings.HasPrefix(here[0].Addr().String(), "127.0.0.1:") {
		t.Fatalf("listens on %v, says %v", here[0].Addr(), at)
	}
	for _, l := range here {
		if port := l.Addr().(*net.TCPAddr).Port; port != at.port {
			t.Errorf("listens on %v, says %v", l.Addr(), at)
		}
	}
	if len(here) == 1 {
		if l, err := net.Listen("tcp6", "[::1]:0"); err == nil {
			l.Close()
			t.Error("there is IPv6, but localhost is 127.0.0.1 alone")
		}
	}
}

// A port of which another program has one of the two addresses is taken: half
// the requests would be that program's.
func TestHalfTakenIsTaken(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		other, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			t.Logf("%s: %v", host, err) // no IPv6 here
			continue
		}
		defer other.Close()
		taken := address{"localhost", other.Addr().(*net.TCPAddr).Port}
		here, _, err := taken.listen()
		if !isTaken(err) {
			here.close()
			t.Errorf("%s is taken, but listening on %v gives %v", other.Addr(), taken, err)
			continue
		}
		if err := listenError(err, "--listen", taken); !strings.Contains(err.Error(), "taken by another program") {
			t.Error(err)
		}
		var said strings.Builder
		here, at, err := taken.listenInstead(ui{stderr: &said}, "it")
		if err != nil {
			t.Fatal(err)
		}
		defer here.close()
		if want := fmt.Sprintf("orkey: warning: %s is taken by another program, so it is at %s\n", taken, at); said.String() != want {
			t.Errorf("it says %q, want %q", said.String(), want)
		}
		if at.port == taken.port {
			t.Errorf("near %v is the same", taken)
		}
	}
}

func TestListenNearTheLastPort(t *testing.T) {
	here, at, err := address{"127.0.0.1", 65535}.listenNear()
	if err != nil {
		t.Fatal(err)
	}
	defer here.close()
	if got := here[0].Addr().String(); got != net.JoinHostPort("127.0.0.1", strconv.Itoa(at.port)) {
		t.Errorf("listens on %s, says %v", got, at)
	}
}
