package app

import (
	"html"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	log.Fatal(http.ListenAndServe("localhost:8081", http.HandlerFunc(Serve)))
}

// Serve is an app that knows nothing of sign-in. Who it is, a header says.
func Serve(w http.ResponseWriter, r *http.Request) {
	user := r.Header.Get("X-OpenRouter-User")
	if user == "" {
		user = "nobody"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	io.WriteString(w, strings.ReplaceAll(page, "$USER", html.EscapeString(user)))
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Notes</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { display: grid; place-items: center; min-height: 100dvh; margin: 0; background: light-dark(#f3f3f6, #131418) }
main {
  display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; box-sizing: border-box; width: min(28rem, 100vw - 2rem); padding: 2rem;
  border: 1px solid light-dark(#e3e3e9, #303138); border-radius: 1rem; background: light-dark(#fff, #1d1e23)
}
h1, p { margin: 0; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.2 }
h1 + p { margin-top: -.75rem; color: light-dark(#5b5d68, #a9abb8); font-size: .8125rem }
button { padding: .5rem .875rem; border: 1px solid light-dark(#8b8b95, #6b6b75); border-radius: .5rem; background: none; color: inherit; font: inherit }
</style>
<main>
  <h1>Notes</h1>
  <p>X-OpenRouter-User: <code>$USER</code></p>
  <p>This app has no sign-in. The gateway before it lets people through, and says who they are.</p>
  <form method="post" action="/_orkey/logout"><button>Sign out</button></form>
</main>
</html>
`
