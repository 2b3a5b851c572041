//go:build !js

package orkey

import "net/http"

// setFetchOptions does nothing where requests are not sent by a browser.
func setFetchOptions(http.Header) {}
