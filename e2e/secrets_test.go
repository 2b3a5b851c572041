package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// secrets collects what must be printed nowhere, by watching the emulator's
// wire, and what is printed.
type secrets struct {
	mu     sync.Mutex
	values []string
	log    strings.Builder
}

// watch takes codes, verifiers, keys and states as they go by.
func (s *secrets) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.add(r.URL.Query().Get("state"), strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		if r.URL.Path == "/api/v1/auth/keys" && r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			var sent struct {
				Code     string `json:"code"`
				Verifier string `json:"code_verifier"`
			}
			_ = json.Unmarshal(body, &sent)
			s.add(sent.Code, sent.Verifier)
		}
		next.ServeHTTP(w, r)
	})
}

func (s *secrets) add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		if len(value) >= 16 && !slices.Contains(s.values, value) {
			s.values = append(s.values, value)
		}
	}
}

// logger is for the emulator; what it logs is checked at the end.
func (s *secrets) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(s, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (s *secrets) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

// allText is what a page shows or says of itself: text, attributes, title,
// address, what is typed, shadow trees included.
const allText = `(function all(root) {
	let text = root === document ? document.title + ' ' + location.href + ' ' + document.referrer : '';
	for (const node of root.querySelectorAll('*')) {
		text += ' ' + [...node.attributes].map(a => a.value).join(' ') + ' ' + (node.value ?? '');
		if (node.shadowRoot) text += all(node.shadowRoot);
	}
	return text + ' ' + (root === document ? document.documentElement.textContent : root.textContent);
})(document)`

// check fails the test if anything printed holds a secret. It must have seen
// some: a check of nothing would pass.
func (s *secrets) check(v *visit) {
	v.t.Helper()
	if v.t.Failed() {
		return // the tab may be in any state
	}
	records, err := json.Marshal(v.emu.Requests())
	if err != nil {
		v.t.Fatal(err)
	}
	printed := map[string]string{
		"the page":                chromiumtest.Eval[string](v.Tab, allText),
		"its console":             strings.Join(v.Console(), "\n"),
		"the emulator's requests": string(records),
	}
	v.Navigate(v.emuURL + "/_emulator/")
	printed["the emulator's page"] = chromiumtest.Eval[string](v.Tab, allText)

	s.mu.Lock()
	defer s.mu.Unlock()
	printed["the emulator's log"] = s.log.String()
	if len(s.values) == 0 {
		v.t.Error("no secret went by: this check is of nothing")
	}
	for where, text := range printed {
		if text == "" && where != "its console" {
			v.t.Errorf("%s is empty: this check is of nothing", where)
		}
		s.checkText(v.t.Errorf, where, text)
	}
}

// checkText looks for secrets in a text. The caller holds the lock.
func (s *secrets) checkText(errorf func(string, ...any), where, text string) {
	for i, secret := range s.values {
		if at := strings.Index(text, secret); at >= 0 {
			errorf("%s holds secret %d of %d, after %q", where, i+1, len(s.values), text[max(0, at-40):at])
		}
	}
}

func quote(s string) string { return strconv.Quote(s) }
