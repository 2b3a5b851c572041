package attack

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// AppEcho is where [App] shows what it was sent. No other app has a page there, which
// would be taken for this one.
const AppEcho = "/attack/echo"

// App is an app to put behind a gateway under attack. It answers:
//
//	/ws        a switch to the protocol that is asked for, whichever; then every byte comes back; ?set=COOKIE as below
//	/events    one server-sent event, and then nothing until the client leaves
//	anything   what it was sent, as JSON; with ?set=COOKIE it also sets cookies, with ?early=COOKIE before the answer
func App() http.Handler { return http.HandlerFunc(serveApp) }

func serveApp(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/ws"):
		switchProtocols(w, r)
	case strings.HasSuffix(r.URL.Path, "/events"):
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: one\n\n")
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	default:
		for _, cookie := range r.URL.Query()["early"] {
			w.Header().Set("Link", "</style.css>; rel=preload; as=style")
			w.Header().Set("Set-Cookie", cookie)
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Del("Set-Cookie")
		}
		for _, cookie := range r.URL.Query()["set"] {
			w.Header().Add("Set-Cookie", cookie)
		}
		w.Header().Set("Content-Type", "application/json")
		io.Copy(io.Discard, r.Body) // after which come the trailers
		json.NewEncoder(w).Encode(seen{r.Method, r.RequestURI, r.Host, r.Header, r.Trailer})
	}
}

// switchProtocols agrees to any protocol.
func switchProtocols(w http.ResponseWriter, r *http.Request) {
	protocol := r.Header.Get("Upgrade")
	if protocol == "" {
		http.Error(w, "there is no Upgrade", http.StatusUpgradeRequired)
		return
	}
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + protocol + "\r\n")
	for _, cookie := range r.URL.Query()["set"] {
		rw.WriteString("Set-Cookie: " + cookie + "\r\n")
	}
	rw.WriteString("\r\n")
	rw.Flush()
	io.Copy(conn, rw)
}
