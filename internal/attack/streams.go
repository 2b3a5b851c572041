package attack

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

var webSocket = []string{
	"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	"Sec-Fetch-Mode: websocket", "Sec-Fetch-Dest: empty",
}

func streams(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	cookie := "Cookie: " + p.cookie()
	res, r, conn, err := t.open(ctx, request{method: "GET", target: "/ws", header: append(slices.Clone(webSocket), cookie)})
	if err != nil {
		return err
	}
	defer conn.Close()
	if res.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("a WebSocket is answered %d", res.StatusCode)
	}
	for _, word := range []string{"one", strings.Repeat("long ", 50_000)} {
		go io.WriteString(conn, word)
		got := make([]byte, len(word))
		if _, err := io.ReadFull(r, got); err != nil || string(got) != word {
			return errors.Join(errors.New("what goes through a WebSocket comes out otherwise"), err)
		}
	}
	res, _, events, err := t.open(ctx, request{method: "GET", target: "/events", header: append(slices.Clone(fetched), cookie)})
	if err != nil {
		return err
	}
	defer events.Close()
	// The stream has not ended, and will not.
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || line != "data: one\n" {
		return errors.Join(fmt.Errorf("an event stream begins with %q", line), err)
	}
	return nil
}

func notRedirected(ctx context.Context, t *trial) error {
	for name, header := range map[string][]string{
		"a WebSocket": webSocket, "an event stream": {"Accept: text/event-stream", "Sec-Fetch-Mode: cors"}, "a fetch": fetched, "curl": {"Accept: */*", "User-Agent: curl/8.5.0"},
	} {
		a, err := t.nobody().send(ctx, request{method: "GET", target: "/events", header: header})
		if err != nil {
			return err
		}
		if a.status != http.StatusUnauthorized || !json.Valid([]byte(a.body)) || a.header.Get("Www-Authenticate") == "" {
			t.found("%s is answered %d", name, a.status)
		}
	}
	return nil
}

// otherProtocols tries to get through the gateway to the app by a protocol that
// the gateway does not read.
func otherProtocols(ctx context.Context, t *trial) error {
	p, err := t.somebody(ctx)
	if err != nil {
		return err
	}
	for _, upgrade := range [][]string{
		{"Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"},
		{"Upgrade: h2c, websocket", "Connection: Upgrade"}, {"Upgrade: websocket, h2c", "Connection: Upgrade"}, {"Upgrade: h2c", "Upgrade: websocket", "Connection: Upgrade"},
		{"Upgrade: TLS/1.0", "Connection: Upgrade"}, {"Upgrade: foo", "Connection: upgrade"},
	} {
		a, err := p.send(ctx, request{method: "GET", target: "/ws", header: append(slices.Clone(upgrade), fetched...)})
		if err != nil {
			return err
		}
		if a.status == http.StatusSwitchingProtocols {
			t.found("the app switches protocols by %q", upgrade)
		}
	}
	return nil
}
