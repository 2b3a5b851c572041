package servertest

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Caddy starts a Caddy. The configuration is what a Caddyfile has after its global
// options; it must listen on an address of [Reserve], which is on this machine
// alone.
func Caddy(t testing.TB, address, config string) *Process {
	t.Helper()
	program, dir := Find(t, "caddy", "caddy"), directory(t)
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	whole := "{\n\tadmin off\n\tauto_https off\n\tgrace_period 1s\n\tdefault_bind " + host + "\n}\n" + config
	file := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "run", "--config", file, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	return Start(t, cmd, func(string) error { return isCaddy(address) })
}

// isCaddy asks whether Caddy is at an address.
func isCaddy(address string) error {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", address)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	res.Body.Close()
	if by := res.Header.Get("Server"); !strings.HasPrefix(by, "Caddy") {
		return fmt.Errorf("%s is served by %q", address, by)
	}
	return nil
}
