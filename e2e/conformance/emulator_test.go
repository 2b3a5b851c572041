package conformance_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

// Which key a request is sent with.
const (
	noKey      = ""
	goodKey    = "good"    // without a limit
	limitedKey = "limited" // to a dollar a week, for an hour
	spentKey   = "spent"   // has used up its limit
	poorKey    = "poor"    // of a person without credits
	deadKey    = "dead"    // deleted
	foreignKey = "foreign" // never made here
)

// A question is asked of the emulator in both behaviours.
type question struct {
	name string
	line string // method and path below /api/v1
	key  string
	body string // {code} and the like stand for what [scene.fill] makes

	// The statuses to be had, as observed and as documented.
	observed, documented int

	// departs says why the answer as observed is not as documented, where it is not.
	departs string
}

const (
	exchangeBody = `{"code": "{code}", "code_verifier": "{verifier}", "code_challenge_method": "S256"}`
	createBody   = `{"callback_url": "https://app.example/callback", "code_challenge": "{challenge}", "code_challenge_method": "S256",
		"key_label": "A key", "limit": 2.5, "usage_limit_type": "monthly", "expires_at": "2100-01-01T00:00:00Z"}`
	chatBody      = `{"model": "{model}", "messages": [{"role": "user", "content": "Hello, you"}]}`
	chatStream    = `{"model": "{model}", "messages": [{"role": "user", "content": "Hello, you"}], "stream": true}`
	chatUsage     = `{"model": "{model}", "messages": [{"role": "user", "content": "Hello, you"}], "stream": true, "stream_options": {"include_usage": true}}`
	responsesBody = `{"model": "{model}", "input": "Hello, you"}`
	responsesTurn = `{"model": "{model}", "instructions": "Be brief.", "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}]}`
	responsesSSE  = `{"model": "{model}", "input": "Hello, you", "stream": true}`
)

const (
	zod  = "a request that breaks its schema was seen to be answered by a ZodError, in an envelope of its own"
	text = "malformed JSON was seen to be answered in plain text"
)

var questions = []question{
	{"exchange", "POST /auth/keys", noKey, exchangeBody, 200, 200, ""},
	{"exchange without method", "POST /auth/keys", noKey, `{"code": "{code}", "code_verifier": "{verifier}"}`, 400, 400, ""},
	{"exchange of a plain code", "POST /auth/keys", noKey, `{"code": "{plain}", "code_verifier": "{verifier}", "code_challenge_method": "plain"}`, 200, 200, ""},
	{"exchange of a code without challenge", "POST /auth/keys", noKey, `{"code": "{unchallenged}"}`, 200, 200, ""},
	{"exchange that tells no user", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{code}", "{shy}", 1), 200, 200, ""},
	{"exchange of no code", "POST /auth/keys", noKey, `{"code_verifier": "{verifier}"}`, 400, 400, zod},
	{"exchange of an unknown code", "POST /auth/keys", noKey, `{"code": "unknown", "code_verifier": "{verifier}"}`, 400, 403, ""},
	{"exchange of a spent code", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{code}", "{spent}", 1), 400, 403, ""},
	{"exchange of an expired code", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{code}", "{expired}", 1), 400, 403, ""},
	{"exchange by another verifier", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{verifier}", "{other}", 1), 400, 403, ""},
	{"exchange by another method", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "S256", "plain", 1), 400, 400, ""},
	{"exchange by no method known", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "S256", "S512", 1), 400, 400, zod},
	{"exchange of what is no JSON", "POST /auth/keys", noKey, `{"code":`, 400, 400, text},

	{"create a code", "POST /auth/keys/code", goodKey, createBody, 200, 200, ""},
	{"create a code without key", "POST /auth/keys/code", noKey, createBody, 401, 401, ""},
	{"create a code without callback", "POST /auth/keys/code", goodKey, `{}`, 400, 400, zod},
	{"create a code for a bad callback", "POST /auth/keys/code", goodKey, `{"callback_url": "http://app.example/"}`, 409, 409, ""},
	{"create a code by no JSON", "POST /auth/keys/code", goodKey, `[`, 400, 400, text},

	{"key", "GET /key", goodKey, "", 200, 200, ""},
	{"key with a limit", "GET /key", limitedKey, "", 200, 200, ""},
	{"key that is spent", "GET /key", spentKey, "", 200, 200, ""},
	{"key without credits", "GET /key", poorKey, "", 200, 200, ""},
	{"no key", "GET /key", noKey, "", 401, 401, ""},
	{"deleted key", "GET /key", deadKey, "", 401, 401, ""},
	{"foreign key", "GET /key", foreignKey, "", 401, 401, ""},
	{"key by its other path", "GET /auth/key", goodKey, "", 200, 200, ""},
	{"credits", "GET /credits", goodKey, "", 403, 403, ""},
	{"credits without key", "GET /credits", noKey, "", 401, 401, ""},

	{"models", "GET /models", goodKey, "", 200, 200, ""},
	{"models without key", "GET /models", noKey, "", 200, 200, ""},

	{"chat", "POST /chat/completions", goodKey, chatBody, 200, 200, ""},
	{"chat, streamed", "POST /chat/completions", goodKey, chatStream, 200, 200, ""},
	{"chat, streamed with usage", "POST /chat/completions", goodKey, chatUsage, 200, 200, ""},
	{"chat, streamed, failing", "POST /chat/completions", goodKey, strings.Replace(chatStream, "{model}", "emulator/midstream-error", 1), 200, 200, ""},
	{"chat without messages", "POST /chat/completions", goodKey, `{"model": "{model}"}`, 400, 400, ""},
	{"chat by no JSON", "POST /chat/completions", goodKey, `nonsense`, 400, 400, text},
	{"chat without key", "POST /chat/completions", noKey, chatBody, 401, 401, ""},
	{"chat with a deleted key", "POST /chat/completions", deadKey, chatBody, 401, 401, ""},
	{"chat with a spent key", "POST /chat/completions", spentKey, chatBody, 402, 402, ""},
	{"chat without credits", "POST /chat/completions", poorKey, chatBody, 402, 402, ""},
	{"chat, streamed, without credits", "POST /chat/completions", poorKey, chatStream, 402, 402, ""},

	{"responses", "POST /responses", goodKey, responsesBody, 200, 200, ""},
	{"responses to messages", "POST /responses", goodKey, responsesTurn, 200, 200, ""},
	{"responses, streamed", "POST /responses", goodKey, responsesSSE, 200, 200, ""},
	{"responses, streamed, failing", "POST /responses", goodKey, strings.Replace(responsesSSE, "{model}", "emulator/midstream-error", 1), 200, 200, ""},
	{"responses without key", "POST /responses", noKey, responsesBody, 401, 401, ""},
	{"responses with a spent key", "POST /responses", spentKey, responsesBody, 402, 402, ""},
	{"responses by no JSON", "POST /responses", goodKey, `nonsense`, 400, 400, text},
}

// An extra is a member that answers have and the document, of August 2026,
// lacks: that of a JSON pointer, with all that is inside.
type extra struct{ line, member, saysWho string }

const (
	sdk       = "@openrouter/sdk 1.3.19 refuses an answer without it"
	errorPage = "OpenRouter's guide to errors in the middle of a stream has it"
)

var extras = []extra{
	{"GET /key", "/data/allowed_data_regions", sdk},
	{"GET /key", "/data/free_model_daily_requests", sdk},
	{"GET /key", "/data/organization_id", sdk},
	{"GET /key", "/data/workspace_id", sdk},
	{"POST /chat/completions", "/provider", errorPage},
	{"POST /chat/completions", "/choices/0/native_finish_reason", errorPage},
}

// aliases are paths that OpenRouter answers and its document leaves out.
var aliases = map[string]string{"/auth/key": "/key"}

func TestAnswers(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	for _, behaviour := range []orkeytest.Behaviour{orkeytest.Observed, orkeytest.Documented} {
		t.Run(behaviour.String(), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, orkeytest.Config{Behaviour: behaviour})
			for _, q := range questions {
				t.Run(q.name, func(t *testing.T) {
					x := s.ask(t, q.line, q.key, q.body)
					status, departs := q.observed, q.departs
					if behaviour == orkeytest.Documented {
						status, departs = q.documented, ""
					}
					if x.status != status {
						t.Fatalf("status %d, want %d: %s", x.status, status, x.answer)
					}
					problems := doc.judge(x)
					if departs != "" && len(problems) == 0 {
						t.Errorf("this answer is as documented, and should not be: %s", departs)
					}
					if departs == "" {
						report(t, x, problems)
					}
				})
			}
		})
	}
}

// Every error that the document has for an endpoint can be had from the emulator,
// in the documented form.
func TestDocumentedErrors(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{})
	for line, body := range map[string]string{
		"POST /auth/keys":        exchangeBody,
		"POST /auth/keys/code":   createBody,
		"GET /key":               "",
		"GET /credits":           "",
		"GET /models":            "",
		"POST /chat/completions": chatStream,
		"POST /responses":        responsesBody,
	} {
		method, path, _ := strings.Cut(line, " ")
		node, _ := doc.operation(method, path)
		statuses, _ := at(node, "responses").(map[string]any)
		for text := range statuses {
			status, err := strconv.Atoi(text)
			if err != nil || status < 400 {
				continue
			}
			t.Run(line+" "+text, func(t *testing.T) {
				s.Inject(orkeytest.Fault{Path: "/api/v1" + path, Status: status})
				x := s.ask(t, line, goodKey, body)
				if x.status != status {
					t.Fatalf("status %d: %s", x.status, x.answer)
				}
				report(t, x, doc.judge(x))
			})
		}
	}
}

// Members that the emulator no longer sends must not stay in the list.
func TestExtrasAreThere(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{})
	bodies := map[string]string{"POST /chat/completions": chatBody}
	for _, extra := range extras {
		x := s.ask(t, extra.line, goodKey, bodies[extra.line])
		if !slices.Contains(doc.checkAnswer(x), problem{member: extra.member}) {
			t.Errorf("%s %s is documented or not sent any more; take it from the list", extra.line, extra.member)
		}
	}
}

// With this quirk a key that a sign-in made may ask for credits, and sees zeros.
func TestZeroCredits(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{Quirks: orkeytest.Quirks{ZeroCredits: true}})
	x := s.ask(t, "GET /credits", goodKey, "")
	if x.status != http.StatusOK {
		t.Fatalf("status %d: %s", x.status, x.answer)
	}
	report(t, x, doc.judge(x))
}

// judge checks an answer, but for the members known to be newer than the
// document.
func (doc *document) judge(x *exchange) []problem {
	if path, ok := aliases[x.path]; ok {
		renamed := *x
		renamed.path = path
		x = &renamed
	}
	return slices.DeleteFunc(doc.checkAnswer(x), func(p problem) bool {
		return slices.ContainsFunc(extras, func(e extra) bool {
			return p.member != "" && e.line == x.method+" "+x.path && p.member == e.member
		})
	})
}

func report(t *testing.T, x *exchange, problems []problem) {
	t.Helper()
	if len(problems) > 0 {
		t.Errorf("%s %s: %d: %s\n%s", x.method, x.path, x.status, problems, x.answer)
	}
}

// A scene is an emulator with keys of every kind.
type scene struct {
	*recorder
	keys map[string]string
}

func newScene(t *testing.T, cfg orkeytest.Config) *scene {
	t.Helper()
	s := &scene{recorder: newRecorder(t, cfg)}
	users := s.Config().Users
	make := func(spec orkeytest.KeySpec) string {
		key, err := s.NewKey(spec)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	s.keys = map[string]string{
		goodKey:    make(orkeytest.KeySpec{}),
		limitedKey: make(orkeytest.KeySpec{Limit: 1, LimitReset: "weekly", ExpiresAt: time.Now().Add(time.Hour)}),
		spentKey:   make(orkeytest.KeySpec{Label: "emulator:spent-key"}),
		poorKey:    make(orkeytest.KeySpec{UserID: users[1].ID}),
		deadKey:    make(orkeytest.KeySpec{Label: "emulator:deleted-key"}),
		foreignKey: "sk-or-v1-" + strings.Repeat("0123456789abcdef", 4),
	}
	return s
}

// ask sends a request and returns it with its answer.
func (s *scene) ask(t *testing.T, line, key, body string) *exchange {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+"/api/v1"+path, strings.NewReader(s.fill(t, body)))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != noKey {
		req.Header.Set("Authorization", "Bearer "+s.keys[key])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return s.next(t)
}

// fill replaces what stands in braces: {code}, {plain}, {unchallenged}, {shy},
// {spent} and {expired} by codes of that kind, {verifier} by the one they all
// belong to, {other} by another.
func (s *scene) fill(t *testing.T, body string) string {
	t.Helper()
	verifier := orkey.NewVerifier()
	challenged := url.Values{"code_challenge": {verifier.Challenge()}, "code_challenge_method": {"S256"}}
	for name, value := range map[string]func() string{
		"code": func() string { return s.code(t, challenged) },
		"plain": func() string {
			return s.code(t, url.Values{"code_challenge": {verifier.Reveal()}, "code_challenge_method": {"plain"}})
		},
		"unchallenged": func() string { return s.code(t, url.Values{}) },
		"shy":          func() string { return s.code(t, challenged, orkeytest.Consent{UserID: s.Config().Users[2].ID}) },
		"spent": func() string {
			code := s.code(t, challenged)
			client := orkey.Client{BaseURL: s.url}
			if _, err := client.Exchange(t.Context(), code, verifier); err != nil {
				t.Fatal(err)
			}
			s.next(t)
			return code
		},
		"expired":   func() string { return s.code(t, challenged, orkeytest.Consent{KeyLabel: "emulator:expired-code"}) },
		"verifier":  verifier.Reveal,
		"other":     orkey.NewVerifier().Reveal,
		"challenge": verifier.Challenge,
		"model":     func() string { return "openai/gpt-4o-mini" },
	} {
		if hole := "{" + name + "}"; strings.Contains(body, hole) {
			body = strings.Replace(body, hole, value(), 1)
		}
	}
	return body
}

// code signs somebody in, as far as the callback.
func (s *scene) code(t *testing.T, parameters url.Values, consent ...orkeytest.Consent) string {
	t.Helper()
	parameters.Set("callback_url", "https://app.example/callback")
	callback, err := s.Approve(s.url+"/auth?"+parameters.Encode(), consent...)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil || u.Query().Get("code") == "" {
		t.Fatal(fmt.Errorf("no code came back (%w)", err))
	}
	return u.Query().Get("code")
}
