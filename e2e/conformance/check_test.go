package conformance_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// An exchange is a request and its answer, as they were on the wire.
type exchange struct {
	method string
	path   string // below /api/v1
	query  url.Values
	header http.Header
	body   []byte

	status       int
	answerHeader http.Header
	answer       []byte
}

// A problem is something that is not as documented.
type problem struct {
	payload int    // of a stream, counted from one; 0 elsewhere
	member  string // JSON pointer to a member that no schema names
	err     error  // or what else is wrong
}

func (p problem) String() string {
	s := "undocumented member " + p.member
	if p.err != nil {
		s = p.err.Error()
	}
	if p.payload > 0 {
		s = fmt.Sprintf("payload %d: %s", p.payload, s)
	}
	return s
}

func problemf(format string, args ...any) []problem {
	return []problem{{err: fmt.Errorf(format, args...)}}
}

// checkRequest returns what is wrong with the request.
func (doc *document) checkRequest(x *exchange) (problems []problem) {
	node, pointer := doc.operation(x.method, x.path)
	if node == nil {
		return problemf("no %s %s is documented", x.method, x.path)
	}
	problems = doc.checkParameters(x, node, pointer)
	content, _ := at(node, "requestBody", "content").(map[string]any)
	mediaType, _, _ := mime.ParseMediaType(x.header.Get("Content-Type"))
	switch required, _ := at(node, "requestBody", "required").(bool); {
	case len(x.body) == 0 && required:
		return append(problems, problem{err: errors.New("the body is missing")})
	case len(x.body) == 0:
		return problems
	case content[mediaType] == nil:
		return append(problems, problemf("a body of %q is not documented", mediaType)...)
	}
	return append(problems, doc.checkJSON(pointer+"/requestBody/content/"+escape(mediaType)+"/schema", x.body)...)
}

// checkParameters looks at the query and at the documented headers.
func (doc *document) checkParameters(x *exchange, node any, pointer string) (problems []problem) {
	var documented []string
	list, _ := at(node, "parameters").([]any)
	for i, parameter := range list {
		name, _ := at(parameter, "name").(string)
		required, _ := at(parameter, "required").(bool)
		var values []string
		switch at(parameter, "in") {
		case "query":
			documented = append(documented, name)
			values = x.query[name]
		case "header":
			values = x.header.Values(name)
		default: // in the path, which would not have matched without it
			continue
		}
		if required && len(values) == 0 {
			problems = append(problems, problemf("parameter %s is missing", name)...)
		}
		for _, value := range values {
			if err := doc.checkParameter(fmt.Sprintf("%s/parameters/%d/schema", pointer, i), value); err != nil {
				problems = append(problems, problemf("parameter %s: %v", name, err)...)
			}
		}
	}
	for name := range x.query {
		if !slices.Contains(documented, name) {
			problems = append(problems, problemf("parameter %s is not documented", name)...)
		}
	}
	return problems
}

// checkParameter takes text for what it may stand for: a string, or else a
// number or a boolean.
func (doc *document) checkParameter(pointer, text string) error {
	s, err := doc.schema(pointer)
	if err != nil {
		return err
	}
	refused := s.Validate(text)
	if v, err := jsonschema.UnmarshalJSON(strings.NewReader(text)); refused != nil && err == nil {
		return s.Validate(v)
	}
	return refused
}

// checkAnswer returns what is wrong with the answer.
func (doc *document) checkAnswer(x *exchange) (problems []problem) {
	node, pointer := doc.operation(x.method, x.path)
	if node == nil {
		return problemf("no %s %s is documented", x.method, x.path)
	}
	status := strconv.Itoa(x.status)
	content, documented := at(node, "responses", status, "content").(map[string]any)
	if !documented {
		return problemf("status %s is not documented", status)
	}
	mediaType, _, _ := mime.ParseMediaType(x.answerHeader.Get("Content-Type"))
	if content[mediaType] == nil {
		return problemf("an answer of %q is not documented for status %s", mediaType, status)
	}
	pointer += "/responses/" + status + "/content/" + escape(mediaType) + "/schema"
	switch mediaType {
	case "application/json":
		return doc.checkJSON(pointer, x.answer)
	case "text/event-stream":
		return doc.checkStream(pointer, x.answer)
	}
	return problemf("nobody here can check %s", mediaType)
}

// checkStream looks at each payload of a stream by itself.
//
// A slip of the document: its schema is {data: …}, an envelope of which only
// what is inside is on the wire.
func (doc *document) checkStream(pointer string, stream []byte) (problems []problem) {
	envelope, err := doc.schema(pointer)
	if err != nil {
		return problemf("%v", err)
	}
	for envelope.Ref != nil {
		envelope = envelope.Ref
	}
	data := envelope.Properties["data"]
	if data == nil {
		return problemf("the document's schema of the stream is no envelope any more")
	}
	payloads, err := payloads(stream)
	if err != nil {
		return problemf("%v", err)
	}
	for i, payload := range payloads {
		for _, p := range checkValue(data, payload) {
			p.payload = i + 1
			problems = append(problems, p)
		}
	}
	return problems
}

func (doc *document) checkJSON(pointer string, body []byte) []problem {
	s, err := doc.schema(pointer)
	if err != nil {
		return problemf("%v", err)
	}
	return checkValue(s, body)
}

// checkValue returns where body breaks a schema or, if it does not, what is in
// it that no schema names.
func checkValue(s *jsonschema.Schema, body []byte) (problems []problem) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return problemf("this is no JSON: %v", err)
	}
	if err := s.Validate(v); err != nil {
		return []problem{{err: err}}
	}
	for _, pointer := range unknown(s, v) {
		problems = append(problems, problem{member: pointer})
	}
	return problems
}
