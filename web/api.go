package web

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
)

// API is OpenRouter's API for the pages of a site, called with the key of the
// person who is signed in, which the pages never see. The zero value allows what
// [DefaultCalls] lists.
//
// A page uses it as the base URL of any client of OpenRouter's or OpenAI's, here
// https://app.example/auth/api/v1, with any text for a key.
type API struct {
	// Allow lists what may be called, each a method and a path below /api/v1, as
	// in "POST /chat/completions"; a path that ends in /* stands for all below
	// it. Default [DefaultCalls]. What is below /auth and /keys is refused: it
	// would hand out keys.
	Allow []string

	// MaxBody bounds the body of a request, in bytes. Default 32 MiB.
	MaxBody int64

	// MaxConcurrent bounds how many calls one person can have under way in this
	// process. Default 16.
	MaxConcurrent int

	// Transport sends the calls. It must not retry a POST. Default: the
	// transport of [Config.Client] if that has one, or else one made for many
	// connections to one host.
	Transport http.RoundTripper
}

// Defaults of [API].
const (
	DefaultMaxBody       = 32 << 20
	DefaultMaxConcurrent = 16
)

// DefaultCalls returns what pages may call unless they are told otherwise.
func DefaultCalls() []string {
	return []string{"POST /chat/completions", "POST /responses", "GET /models", "GET /key"}
}

// A call is an entry of API.Allow.
type call struct{ method, path string } // the path ends in /* or is whole

// parseCall reads an entry of API.Allow. One that could never match anything is
// an error, as is one that would hand out keys.
func parseCall(s string) (call, error) {
	method, p, ok := strings.Cut(s, " ")
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	if !ok || !slices.Contains(methods, method) || !strings.HasPrefix(p, "/") {
		return call{}, fmt.Errorf("web: config: API: %q is no call; it looks like %q", s, DefaultCalls()[0])
	}
	plain := strings.TrimSuffix(p, "/*")
	switch {
	case strings.HasPrefix(p, "/api/v1/"):
		return call{}, fmt.Errorf("web: config: API: %q: leave out /api/v1", s)
	case plain == "":
		return call{}, fmt.Errorf("web: config: API: %q would allow everything; list what pages need", s)
	case path.Clean(plain) != plain || strings.ContainsAny(plain, "*?#%\\ "):
		return call{}, fmt.Errorf("web: config: API: %q: the path must be clean, without query, escapes or other wildcards than /* at its end", s)
	case handsOutKeys(plain):
		return call{}, fmt.Errorf("web: config: API: %q would hand keys to pages", s)
	}
	return call{method, p}, nil
}

// handsOutKeys reports whether a path leads to where keys are made and managed.
func handsOutKeys(p string) bool {
	p = strings.ToLower(p) + "/"
	return strings.HasPrefix(p, "/auth/") || strings.HasPrefix(p, "/keys/")
}

// check reports every problem of the API's configuration.
func (a *API) check() error {
	var problems []error
	for _, entry := range a.Allow {
		if _, err := parseCall(entry); err != nil {
			problems = append(problems, err)
		}
	}
	if a.Allow != nil && len(a.Allow) == 0 {
		problems = append(problems, errors.New("web: config: API: Allow allows nothing; leave it out for the default, or leave API out"))
	}
	if a.MaxBody < 0 || a.MaxConcurrent < 0 {
		problems = append(problems, errors.New("web: config: API: MaxBody and MaxConcurrent must not be negative"))
	}
	return errors.Join(problems...)
}

// matches reports whether a path is that of the call.
func (c call) matches(p string) bool {
	if below, ok := strings.CutSuffix(c.path, "*"); ok {
		return strings.HasPrefix(p, below)
	}
	return p == c.path
}
