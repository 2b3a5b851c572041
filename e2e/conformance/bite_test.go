package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// The checks of this package must be able to fail: another type or a member more
// makes any answer wrong, wherever it is, and so does the lack of what is
// required.
func TestChangedAnswersAreRefused(t *testing.T) {
	t.Parallel()
	doc := openRouter(t)
	s := newScene(t, orkeytest.Config{})
	for _, q := range []question{
		{line: "POST /auth/keys", body: exchangeBody},
		{line: "POST /auth/keys/code", key: goodKey, body: createBody},
		{line: "GET /key", key: limitedKey},
		{line: "GET /key", key: noKey},
		{line: "GET /models?limit=1"},
		{line: "POST /chat/completions", key: goodKey, body: chatBody},
		{line: "POST /chat/completions", key: goodKey, body: chatStream},
		{line: "POST /chat/completions", key: spentKey, body: chatBody},
		{line: "POST /responses", key: goodKey, body: responsesBody},
		{line: "POST /responses", key: goodKey, body: responsesSSE},
	} {
		x := s.ask(t, q.line, q.key, q.body)
		report(t, x, doc.judge(x))
		lacking := 0
		for _, c := range changes(t, x.answer) {
			changed := *x
			changed.answer = c.answer
			refused := len(doc.judge(&changed)) > 0
			switch {
			case c.lacks && refused:
				lacking++
			case !c.lacks && !refused && !open(x, c.pointer):
				t.Errorf("%s: %d: passes with %s", q.line, x.status, c.what)
			}
		}
		if lacking == 0 {
			t.Errorf("%s: %d: nothing seems to be required", q.line, x.status)
		}
	}
}

// open tells what may be anything: metadata of errors by the document, what it
// does not know by [extras].
func open(x *exchange, pointer string) bool {
	return strings.HasPrefix(pointer, "/error/metadata") || slices.ContainsFunc(extras, func(e extra) bool {
		return e.line == x.method+" "+x.path && strings.HasPrefix(pointer, e.member)
	})
}

// What makes a stream wrong is its shape, too.
func TestBrokenStreamsAreRefused(t *testing.T) {
	t.Parallel()
	const good = ": comment\n\ndata: {}\n\nevent: a\ndata: {\"type\":\"a\"}\n\ndata: [DONE]\n\n"
	if list, err := payloads([]byte(good)); err != nil || len(list) != 2 {
		t.Fatalf("%s, %v", list, err)
	}
	for _, stream := range []string{
		"",
		": comment\n\ndata: [DONE]\n\n",                 // empty
		"data: {}\n\n",                                  // no end
		"data: {}\n\ndata: [DO",                         // cut
		"data: {}\n\ndata: [DONE]\n",                    // cut
		"data: {}\ndata: {}\n\ndata: [DONE]\n\n",        // two lines
		"data: [DONE]\n\ndata: {}\n\n",                  // more after the end
		"event: a\ndata: {}\n\ndata: [DONE]\n\n",        // of another name
		"id: 1\ndata: {}\n\ndata: [DONE]\n\n",           // a field nobody sends
		"{\"error\":{\"message\":\"\",\"code\":1}}\n\n", // no event
	} {
		if list, err := payloads([]byte(stream)); err == nil {
			t.Errorf("%q passes as %s", stream, list)
		}
	}
}

// A change is an answer with one thing in it changed.
type change struct {
	what    string
	pointer string // to the member changed
	lacks   bool   // a member is gone
	answer  []byte
}

// changes returns all of those to a JSON answer, or to one payload of a stream
// of each kind, which is then alone in it.
func changes(t *testing.T, answer []byte) (all []change) {
	list, frame := [][]byte{answer}, "%s"
	if !json.Valid(answer) {
		var err error
		if list, err = payloads(answer); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		list = slices.DeleteFunc(list, func(payload []byte) bool {
			kind := typeOf(string(payload)) + strconv.FormatBool(bytes.Contains(payload, []byte(`"usage"`)))
			defer func() { seen[kind] = true }()
			return seen[kind]
		})
		frame = "data: %s\n\ndata: [DONE]\n\n"
	}
	for _, text := range list {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		walk(v, "", func(what, pointer string, lacks bool) {
			changed, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			what = strings.TrimSpace(what + pointer + " " + typeOf(string(text)))
			all = append(all, change{what, pointer, lacks, fmt.Appendf(nil, frame, changed)})
		})
	}
	return all
}

// walk changes v, member by member, and calls try each time.
func walk(v any, pointer string, try func(what, pointer string, lacks bool)) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			was, here := v[name], pointer+"/"+name
			walk(was, here, try)
			v[name] = []any{[]any{}} // which nothing here is
			try("another type of ", here, false)
			delete(v, name)
			try("no ", here, true)
			v[name] = was
		}
		v["unheard_of"] = true
		try("one more: ", pointer+"/unheard_of", false)
		delete(v, "unheard_of")
	case []any:
		for i, item := range v {
			walk(item, pointer+"/"+strconv.Itoa(i), try)
		}
	}
}
