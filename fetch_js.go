package orkey

import "net/http"

// setFetchOptions tells the browser's fetch, which sends the requests under
// js/wasm, what [Client] promises elsewhere: no redirect is followed, no cookie
// is sent, nothing is cached and the page's URL is not told.
func setFetchOptions(h http.Header) {
	h.Set("js.fetch:redirect", "error")
	h.Set("js.fetch:credentials", "omit")
}
