package orkey

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode"
)

// An answer is an HTTP response read whole.
type answer struct {
	status int
	body   []byte // at most maxAnswer bytes; holds secrets, and goes into no error
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// unavailable reports whether the status says that the same request may
// succeed later.
func (a answer) unavailable() bool {
	return a.status >= 500 || a.status == http.StatusRequestTimeout || a.status == http.StatusTooManyRequests
}

// message returns the message of an error answer, fit to be shown. It knows
// OpenRouter's envelope {"error": {"message": …}}, the validation error whose
// message is a JSON array (which quotes the request, so its name stands for
// it), and the flat shapes {"error": "…"} and {"message": "…"}. Of a body that
// is not JSON nothing is shown.
func (a answer) message(secrets ...string) string {
	var flat struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
	}
	if json.Unmarshal(a.body, &flat) != nil {
		return ""
	}
	var nested struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	}
	if json.Unmarshal(flat.Error, &nested) == nil && nested.Message != "" {
		if strings.HasPrefix(strings.TrimSpace(nested.Message), "[") {
			return cleanMessage(nested.Name, secrets)
		}
		return cleanMessage(nested.Message, secrets)
	}
	var text string
	if json.Unmarshal(flat.Error, &text) == nil && text != "" {
		return cleanMessage(text, secrets)
	}
	return cleanMessage(flat.Message, secrets)
}

// cleanMessage makes a server's message one line of at most 200 characters
// that shows no secret and plays no tricks on a terminal.
func cleanMessage(s string, secrets []string) string {
	for _, secret := range secrets {
		s = strings.ReplaceAll(s, secret, "…")
	}
	s = hideSecrets(s)
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)), " ")
	if runes := []rune(s); len(runes) > 200 {
		return string(runes[:199]) + "…"
	}
	return s
}

// hideSecrets replaces what begins like a key, and every run of characters
// long enough to be a verifier, a code or a hash.
func hideSecrets(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return !isSecretChar(r) })
		if n < 0 {
			n = len(s)
		}
		if word := s[:n]; n >= 32 || strings.Contains(word, "sk-or-") {
			b.WriteString("…")
		} else {
			b.WriteString(word)
		}
		s = s[n:]
		n = strings.IndexFunc(s, isSecretChar)
		if n < 0 {
			n = len(s)
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}

func isSecretChar(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_~+/", r)
}
