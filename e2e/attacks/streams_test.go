//go:build linux

package attacks

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/servertest"
)

// 15. WebSocket upgrades and event streams cut, buffered, or redirected to a sign-in
// page; shutdown that waits for a stream for ever.
func TestAttack15Streams(t *testing.T) {
	t.Parallel()
	holdInEveryWay(t, 15)
	t.Run("shutdown", func(t *testing.T) {
		t.Parallel()
		d := deploy(t, "--drain-timeout", "24h") // so that it does not end by that
		cookie := d.browser().signIn().cookie()
		open := func(path, headers string, want int) *bufio.Reader {
			t.Helper()
			conn, err := net.Dial("tcp", d.at)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			conn.SetDeadline(time.Now().Add(servertest.Patience))
			fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n%s\r\n", path, d.at, cookie, headers)
			r := bufio.NewReader(conn)
			res, err := http.ReadResponse(r, nil)
			if err != nil || res.StatusCode != want {
				t.Fatalf("%s is answered %v (%v)", path, res, err)
			}
			return r
		}
		socket := open("/ws", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", http.StatusSwitchingProtocols)
		events := open("/events", "Accept: text/event-stream\r\n", http.StatusOK)
		d.Signal(syscall.SIGTERM)
		if code := d.Ended(); code != 130 {
			t.Errorf("it ends with %d", code)
		}
		for name, r := range map[string]*bufio.Reader{"the WebSocket": socket, "the event stream": events} {
			if _, err := io.Copy(io.Discard, r); err != nil {
				t.Errorf("%s breaks off: %v", name, err)
			}
		}
	})
}
