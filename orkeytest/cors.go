package orkeytest

import "net/http"

// What OpenRouter lets pages of other origins do with its API, as observed on preflights and answers alike: any origin,
// no credentials, no max-age. Retry-After is not among the exposed headers.
const (
	allowMethods = "GET,OPTIONS,PATCH,DELETE,POST,PUT"

	// The openai package, which OpenRouter tells people to use, sends X-Stainless headers even from a page. They were
	// seen in OpenRouter's list, so they are in this one.
	allowHeaders = "Authorization, User-Agent, X-Api-Key, X-CSRF-Token, X-Requested-With, Accept, Accept-Version, " +
		"Content-Length, Content-MD5, Content-Type, Date, X-Api-Version, HTTP-Referer, X-Windowai-Title, X-Title, " +
		"X-OpenRouter-Title, X-OpenRouter-Categories, X-OpenRouter-App-Visibility, X-OpenRouter-Metadata, " +
		"Idempotency-Key, X-Stainless-Lang, X-Stainless-Package-Version, X-Stainless-OS, X-Stainless-Arch, " +
		"X-Stainless-Runtime, X-Stainless-Runtime-Version, X-Stainless-Retry-Count, X-Stainless-Timeout, " +
		"X-Stainless-Async, X-Stainless-Helper-Method, X-Stainless-Poll-Helper, X-Stainless-Custom-Poll-Interval"

	exposeHeaders = "X-Generation-Id, X-Provider-Name, request-id, cf-ray"
)

// allowOrigins sets the CORS headers of an answer of the API, an error or not.
func (c *call) allowOrigins() {
	h := c.w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", exposeHeaders)
}

// preflight answers what a browser asks before it lets a page send a request that is not simple.
func (c *call) preflight() {
	h := c.w.Header()
	h.Set("Access-Control-Allow-Methods", allowMethods)
	h.Set("Access-Control-Allow-Headers", allowHeaders)
	c.w.WriteHeader(http.StatusNoContent)
}
