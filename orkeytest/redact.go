package orkeytest

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// covered stands for a secret. What is shown is chosen by what is known to be harmless, wherever sign-ins pass through;
// elsewhere by what is known to be secret.
const covered = "…"

// openParam reports whether the value of a parameter, a field or a form value of a sign-in is shown.
func openParam(name string) bool {
	switch name {
	case "code_challenge_method", "key_label", "limit", "usage_limit_type", "expires_at",
		"workspace_id", "required_workspace_id", "error", "error_description",
		"api_key_hash", "decision", "user", "sign_in", "action",
		"user_id", "app_id", "created_at", "name", "message",
		"offset", "category", "q", "sort":
		return true
	}
	return false
}

// harmless reports whether a value that is shown cannot be a secret in the wrong place: it has no word as long as a
// verifier.
func harmless(name, value string) bool {
	run := 0
	for _, c := range []byte(value) {
		if run++; !isUnreserved(c) {
			run = 0
		}
		if run >= 43 && name != "api_key_hash" {
			return false
		}
	}
	return true
}

// secretField reports whether the value of a field of any other body is covered.
func secretField(name string) bool {
	switch strings.ToLower(name) {
	case "key", "api_key", "apikey", "code", "code_verifier", "code_challenge", "state",
		"token", "secret", "password", "authorization":
		return true
	}
	return false
}

// openHeader returns how the value of a header is shown, or nil if it is covered.
func openHeader(name string) func(string) string {
	switch name {
	case "Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "Content-Length", "User-Agent", "Connection",
		"Idempotency-Key", "Retry-After", "Allow", "Cache-Control", "Vary", "Date",
		"Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Upgrade-Insecure-Requests", "Priority",
		"X-Title", "X-Openrouter-Title", "X-Openrouter-Categories", "X-Openrouter-App-Visibility",
		"X-Openrouter-Metadata", "X-Generation-Id", "X-Provider-Name":
		return scrub
	case "Origin", "Referer", "Http-Referer", "Location":
		return redactURL
	}
	for _, family := range [...]string{"Access-Control-", "Sec-Fetch-", "Sec-Ch-", "X-Stainless-"} {
		if strings.HasPrefix(name, family) {
			return scrub
		}
	}
	return nil
}

// minted finds keys, the emulator's and real ones, and codes of the emulator.
var minted = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`sk-or-[0-9A-Za-z_-]{16,}|` + codePrefix + `[0-9A-Za-z_-]{8,}`)
})

// scrub covers keys and codes in free text.
func scrub(s string) string {
	if !strings.Contains(s, "sk-or-") && !strings.Contains(s, codePrefix) {
		return s
	}
	return minted().ReplaceAllStringFunc(s, func(secret string) string {
		if strings.HasPrefix(secret, "sk-or-v1-") {
			return mask(secret)
		}
		return covered
	})
}

// redactQuery covers the values of a query or a form, those of openParam excepted.
func redactQuery(raw string) string {
	if raw == "" {
		return ""
	}
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		plainName, err1 := url.QueryUnescape(name)
		plainValue, err2 := url.QueryUnescape(value)
		switch {
		case !found:
			pairs[i] = covered
		case value == "":
			pairs[i] = scrub(pair)
		case err1 == nil && err2 == nil && openParam(plainName) && harmless(plainName, plainValue):
			pairs[i] = scrub(pair)
		case err1 == nil && err2 == nil && plainName == "callback_url":
			pairs[i] = name + "=" + redactURL(plainValue)
		default:
			pairs[i] = scrub(name) + "=" + covered
		}
	}
	return strings.Join(pairs, "&")
}

// redactURL covers the values of a URL's query, and its user information and fragment.
func redactURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" {
		return covered
	}
	base, query, found := strings.Cut(raw, "?")
	base, _, _ = strings.Cut(base, "#")
	query, _, _ = strings.Cut(query, "#")
	if !found {
		return scrub(base)
	}
	return scrub(base) + "?" + redactQuery(query)
}

func redactHeader(h http.Header) http.Header {
	shown := make(http.Header, len(h))
	for name, values := range h {
		show := openHeader(name)
		for _, value := range values {
			switch scheme, _, spaced := strings.Cut(value, " "); {
			case show != nil:
				shown.Add(name, show(value))
			case name == "Authorization" && spaced && strings.EqualFold(scheme, "Bearer"):
				shown.Add(name, scheme+" "+covered)
			default:
				shown.Add(name, covered)
			}
		}
	}
	return shown
}

// redactBody returns a body that can be shown. On the paths of a sign-in only what is known to be harmless is.
func redactBody(path string, m message) string {
	if len(m.body) == 0 {
		return ""
	}
	signingIn := path == "/auth" || strings.HasPrefix(path, "/api/v1/auth/keys")
	contentType := m.header.Get("Content-Type")
	switch {
	case strings.HasPrefix(contentType, "application/x-www-form-urlencoded"):
		return redactQuery(string(m.body))
	case strings.HasPrefix(contentType, "text/html") && signingIn:
		return size(m.body)
	}
	if text, ok := redactJSON(m.body, signingIn); ok && !m.cut {
		return text
	}
	if signingIn && !strings.HasPrefix(string(m.body), malformedJSON) {
		return size(m.body)
	}
	return scrub(string(m.body))
}

func size(body []byte) string { return "(" + strconv.Itoa(len(body)) + " bytes, not shown)" }
