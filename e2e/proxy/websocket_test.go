//go:build unix

package proxy_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// quiet is for how long the app says nothing: longer than the proxy waits for
// anything else.
const quiet = 2500 * time.Millisecond

const chatPage = `<!doctype html><title>Room</title><link rel="icon" href="data:,">
<script>
var said = [], entered = false, ends = 0
function enter() {
	socket = new WebSocket(location.origin.replace('http', 'ws') + '/room')
	socket.onopen = () => entered = true
	socket.onmessage = event => said.push(event.data)
	socket.onclose = () => { entered = false; ends++ }
}
enter()
</script>`

// newRoom starts an app whose page has a WebSocket: it greets who comes by the
// name that the proxy tells, says back what it hears, and after a while that it
// is still there.
func newRoom(t *testing.T) (url string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, chatPage) })
	mux.HandleFunc("/room", func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil) // which refuses pages of other origins
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.CloseNow()
		say := func(text string) { conn.Write(r.Context(), websocket.MessageText, []byte(text)) }
		say("hello " + r.Header.Get("X-OpenRouter-User"))
		time.AfterFunc(quiet, func() { say("still here") })
		for {
			kind, message, err := conn.Read(context.Background())
			if err != nil {
				return
			}
			conn.Write(r.Context(), kind, message)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// A WebSocket of a Go app goes both ways, whoever is silent for however long, and
// ends when the person signs out. Nobody opens another then.
func TestWebSocket(t *testing.T) {
	t.Parallel()
	s := start(t, orkeytest.NewServer(t), t.TempDir(), "--upstream", newRoom(t), "--idle-timeout", "50ms", "--upstream-timeout", "2s")
	tab := chromiumtest.New(t)
	s.signIn(tab, "/", `window.entered === true`)
	tab.Wait(`said[0] === 'hello user_facadeAda0000000000000000'`)
	tab.Wait(`said[1] === 'still here'`)
	tab.Run(`socket.send('x'.repeat(20000))`)
	tab.Wait(`said[2]?.length === 20000`)

	second := tab.NewTab()
	second.Navigate(s.url)
	second.Wait(`said[0]?.startsWith('hello')`)
	second.Run(signOut)
	tab.Wait(`ends === 1`)
	second.Wait(`ends === 1`)
	tab.Run(`enter()`)
	tab.Wait(`ends === 2 && said.length === 3`)
	tab.Reload()
	tab.Wait(onSignIn)
}
