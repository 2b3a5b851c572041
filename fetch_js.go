package orkey

import "net/http"

// setFetchOptions tells the browser's fetch, which sends the requests under
// js/wasm, what [Client] promises elsewhere: no redirect is followed and no
// cookie is sent. net/http takes these headers for itself.
func setFetchOptions(h http.Header) {
	h.Set("js.fetch:redirect", "error")
	h.Set("js.fetch:credentials", "omit")
}
