package orkeytest

import (
	"bytes"
	"net/http"
	"strconv"
)

// The error bodies of OpenRouter, to the letter.

// malformedJSON is what was observed for a body that is not JSON, as text/plain.
const malformedJSON = "Malformed JSON in request body"

// apiError is OpenRouter's usual envelope.
type apiError struct {
	Error apiErrorBody `json:"error"`
}

type apiErrorBody struct {
	Message  string         `json:"message"`
	Code     int            `json:"code"`
	Metadata map[string]any `json:"metadata,omitempty"`
}

// fail answers with OpenRouter's envelope, and notes why.
func (c *call) fail(status int, message string) {
	c.failWith(status, message, nil)
}

func (c *call) failWith(status int, message string, metadata map[string]any) {
	c.explain(message)
	c.json(status, apiError{apiErrorBody{message, status, metadata}})
}

// zodError is what was observed where a body is JSON but not what was expected. The message is a JSON text itself.
type zodError struct {
	Success bool `json:"success"`
	Error   struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	} `json:"error"`
}

// invalid answers a body that breaks its schema: a ZodError as observed, the usual envelope as documented.
func (c *call) invalid(issues []issue) {
	c.explain("refused: " + summary(issues))
	if c.cfg.Behaviour == Documented {
		c.json(http.StatusBadRequest, apiError{apiErrorBody{"Invalid request parameters", http.StatusBadRequest, nil}})
		return
	}
	var z zodError
	z.Error.Name = "ZodError"
	z.Error.Message = issuesText(issues)
	c.json(http.StatusBadRequest, z)
}

// badInput answers a completion's body that breaks its schema: the usual envelope around Zod's list of issues.
func (c *call) badInput(issues []issue) {
	c.explain("refused: " + summary(issues))
	c.json(http.StatusBadRequest, apiError{apiErrorBody{issuesText(issues), http.StatusBadRequest, nil}})
}

// malformed answers a body that is not JSON.
func (c *call) malformed() {
	c.explain("the body is not JSON")
	if c.cfg.Behaviour == Documented {
		c.json(http.StatusBadRequest, apiError{apiErrorBody{malformedJSON, http.StatusBadRequest, nil}})
		return
	}
	c.text(http.StatusBadRequest, malformedJSON)
}

// wrongMethod answers a request whose path exists and whose method does not: 404 was observed, 405 is documented.
func (c *call) wrongMethod(allow string) {
	c.explain("only " + allow + " is answered here")
	if c.cfg.Behaviour == Documented {
		c.w.Header().Set("Allow", allow)
		c.json(http.StatusMethodNotAllowed, apiError{apiErrorBody{"Method Not Allowed", http.StatusMethodNotAllowed, nil}})
		return
	}
	c.json(http.StatusNotFound, apiError{apiErrorBody{"Not Found", http.StatusNotFound, nil}})
}

// json answers with a JSON text.
func (c *call) json(status int, v any) {
	var body bytes.Buffer
	if err := writeJSON(&body, v); err != nil {
		panic(err) // our own types: a bug
	}
	c.send(status, "application/json", body.Bytes())
}

func (c *call) text(status int, body string) {
	c.send(status, "text/plain; charset=UTF-8", []byte(body))
}

func (c *call) send(status int, contentType string, body []byte) {
	h := c.w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // a client that went away needs no answer
}
