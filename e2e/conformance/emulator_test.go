package conformance_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// An extra is a member that answers have and the document, of August 2026,
// lacks: that of a JSON pointer, with all that is inside.
type extra struct{ line, member, saysWho string }

const (
	sdk  = "@openrouter/sdk 1.3.19 refuses an answer without it"
	wire = "answers that people published have it"
)

var extras = []extra{
	{"GET /key", "/data/allowed_data_regions", sdk},
	{"GET /key", "/data/free_model_daily_requests", sdk},
	{"GET /key", "/data/organization_id", sdk},
	{"GET /key", "/data/workspace_id", sdk},
	{"POST /chat/completions", "/provider", wire},
	{"POST /chat/completions", "/choices/0/native_finish_reason", wire},
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
