package notice

import (
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"github.com/orkey-dev/orkey/button"
)

// Policy is the Content-Security-Policy of a page: nothing is loaded, no stranger
// frames it. It says nothing of where a form may lead.
var Policy = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(style()))
	hash := base64.StdEncoding.EncodeToString(sum[:])
	return "default-src 'none'; style-src 'sha256-" + hash + "'; img-src data:; base-uri 'none'; frame-ancestors 'self'"
})

var style = sync.OnceValue(func() string { return button.Stylesheet() + look })

const look = `
:root{color-scheme:light dark;--ink:#1c1d22;--soft:#5b5d68;--paper:#fff;--ground:#f3f3f6}
@media (prefers-color-scheme:dark){:root{--ink:#f1f1f4;--soft:#a9abb8;--paper:#1d1e23;--ground:#131418}}
*{margin:0;box-sizing:border-box}
body{min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{display:grid;gap:1rem;max-width:28rem;padding:2.5rem 1.25rem;text-align:center;background:var(--paper);border-radius:1rem;border:1px solid color-mix(in srgb,var(--ink) 12%,transparent)}
img{max-width:100%;margin:0 auto .5rem}
h1{font-size:1.375rem;line-height:1.3;text-wrap:balance;overflow-wrap:anywhere}
p{color:var(--soft);overflow-wrap:anywhere;text-wrap:balance}
.app{color:var(--ink);font-weight:600}
.note{font-size:.875rem}
form button{min-height:2.75rem;padding:0 1.5rem;font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:.5rem;cursor:pointer}
main>p>a:not([class]){color:inherit}
`
