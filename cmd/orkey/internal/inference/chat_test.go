package inference

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

func connect(t *testing.T, spec orkeytest.KeySpec) (*Client, *orkeytest.Server) {
	t.Helper()
	server := orkeytest.NewServer(t)
	text, err := server.NewKey(spec)
	if err != nil {
		t.Fatal(err)
	}
	key, err := orkey.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{OpenRouter: &orkey.Client{BaseURL: server.URL, App: orkey.App{Title: "test"}}, Key: key}, server
}

func hello() []Message { return []Message{{"user", "Hello, you"}} }

func TestAsk(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		model, content string // content: its beginning
		want           error
		says           string // part of the error
	}{
		{"openai/gpt-4o-mini", "You said: Hello, you", nil, ""},
		{"emulator/truncate", "You said", ErrTruncated, "broke off"},
		{"emulator/no-done", "You said: Hello, you", ErrTruncated, "broke off"},
		{"emulator/midstream-error", "You said", orkey.ErrUnavailable, `the model failed (502 "Provider disconnected unexpectedly"); try again, or choose another model`},
		{"emulator/reset", "", orkey.ErrUnavailable, "could not be reached"},
		{"emulator/html", "", orkey.ErrUnavailable, "the model failed (502 Bad Gateway)"},
		{"emulator/empty", "", orkey.ErrUnavailable, "the answer is empty; try again"},
		{"emulator/error-401", "", orkey.ErrKeyRejected, "sign in again"},
		{"emulator/credits", "", nil, "/settings/credits"},
		{"emulator/key-limit", "", nil, "raise that at http"},
		{"emulator/in-flight-budget", "", nil, "wait for them to end"},
		{"emulator/error-404", "", nil, "refused (404"},
		{"emulator/error-408", "", orkey.ErrUnavailable, "took too long"},
		{"emulator/error-413", "", nil, "shorten it"},
		{"emulator/error-429", "", orkey.ErrUnavailable, "wait a moment"},
		{"emulator/error-503", "", orkey.ErrUnavailable, "the model failed (503"},
	} {
		t.Run(tc.model, func(t *testing.T) {
			t.Parallel()
			client, _ := connect(t, orkeytest.KeySpec{})
			var said strings.Builder
			answer, err := client.Ask(t.Context(), tc.model, hello(), func(piece string) error {
				said.WriteString(piece)
				return nil
			})
			if !strings.HasPrefix(answer.Content, tc.content) || said.String() != answer.Content {
				t.Errorf("content %q, said %q", answer.Content, &said)
			}
			if tc.says == "" {
				if err != nil || answer.FinishReason != "stop" || answer.Usage == nil || answer.Usage.Cost == 0 || answer.ID == "" || answer.Model != tc.model {
					t.Errorf("%+v, %v", answer, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.says) || tc.want != nil && !errors.Is(err, tc.want) {
				t.Errorf("error %v, want %v, %q", err, tc.want, tc.says)
			}
			if strings.Contains(err.Error(), client.Key.Reveal()) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
		})
	}
}

// The app has a name at OpenRouter, and the question goes there as it is.
func TestRequest(t *testing.T) {
	t.Parallel()
	client, server := connect(t, orkeytest.KeySpec{})
	conversation := []Message{{"system", "Be brief."}, {"user", "One"}, {"assistant", "Two"}, {"user", "Three"}}
	answer, err := client.Ask(t.Context(), "emulator/echo", conversation, func(string) error { return nil })
	if err != nil || answer.Content != "You said: Three" {
		t.Errorf("%+v, %v", answer, err)
	}
	request := server.Requests()[0].Request
	if request.Header.Get("X-OpenRouter-Title") != "test" {
		t.Errorf("no attribution: %v", request.Header)
	}
	for _, text := range []string{`"model":"emulator/echo"`, `{"role":"system","content":"Be brief."}`, `{"role":"assistant","content":"Two"}`, `"stream":true`} {
		if !strings.Contains(request.Body, text) {
			t.Errorf("no %s in %s", text, request.Body)
		}
	}
}

func TestAskStops(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, orkeytest.KeySpec{})
	full := errors.New("no space left on device")
	if _, err := client.Ask(t.Context(), "emulator/long", hello(), func(string) error { return full }); err != full {
		t.Errorf("say failed: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	answer, err := client.Ask(ctx, "emulator/slow", hello(), func(string) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) || answer.Content == "" {
		t.Errorf("cancelled: %+v, %v", answer, err)
	}
}

// A transport answers without a network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func stream(body io.Reader) *http.Response {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(body)}
}

// Whoever says nothing, before the answer or in it, is not waited for for ever.
func TestStall(t *testing.T) {
	for name, begin := range map[string]func(*http.Request) (*http.Response, error){
		"before the answer": func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		},
		"in the answer": func(req *http.Request) (*http.Response, error) {
			r, w := io.Pipe()
			go func() {
				io.WriteString(w, ": OPENROUTER PROCESSING\n\n")
				<-req.Context().Done()
				w.CloseWithError(req.Context().Err())
			}()
			return stream(r), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := &Client{OpenRouter: &orkey.Client{}, Transport: transport(begin)}
				if _, err := client.Ask(t.Context(), "x", hello(), func(string) error { return nil }); err != ErrStalled {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

// A redirect could carry the question elsewhere.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	client := &Client{OpenRouter: &orkey.Client{}, Transport: transport(func(req *http.Request) (*http.Response, error) {
		if req.URL.Host != "openrouter.ai" {
			t.Errorf("it asks %s", req.URL)
		}
		return &http.Response{StatusCode: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Body: http.NoBody}, nil
	})}
	_, err := client.Ask(t.Context(), "x", hello(), func(string) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "check the base URL") {
		t.Errorf("%v", err)
	}
}

const (
	word  = `data: {"id":"gen-1","model":"m","choices":[{"delta":{"content":"Hi"},"finish_reason":null}]}` + "\n\n"
	stop  = `data: {"choices":[{"delta":{"content":""},"finish_reason":"stop"}]}` + "\n\n"
	usage = `data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.5}}` + "\n\n"
	done  = "data: [DONE]\n\n"
)

func TestListen(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, stream, content string
		says                  string // the error, or part of it
	}{
		{"whole", ": hello\n\n" + word + stop + usage + done, "Hi", ""},
		{"by CRLF", strings.ReplaceAll(word+stop+done, "\n", "\r\n"), "Hi", ""},
		{"by CR", strings.ReplaceAll(word+stop+done, "\n", "\r"), "Hi", ""},
		{"what comes after the end", word + stop + done + word, "Hi", ""},
		{"content null", `data: {"choices":[{"delta":{"content":null},"finish_reason":"stop"}]}` + "\n\n" + done, "", ""},
		{"nothing", "", "", "broke off"},
		{"no end", word, "Hi", "broke off"},
		{"no reason", word + done, "Hi", "broke off"},
		{"no [DONE]", word + stop + usage, "Hi", "broke off"},
		{"cut in an event", word + stop + "data: [DONE]\n", "Hi", "broke off"},
		{"no JSON", word + "data: <html>\n\n", "Hi", "makes no sense"},
		{"no object", `data: []` + "\n\n", "", "makes no sense"},
		{"too long", "data: " + strings.Repeat("x", maxEvent), "", "makes no sense"},
		{"error", word + `data: {"error":{"code":429,"message":"Slow down"},"choices":[{"finish_reason":"error"}]}` + "\n\n", "Hi", `too many requests for now (429 "Slow down")`},
		{"error with a word for a code", `data: {"error":{"code":"server_error","message":"Oh"}}` + "\n\n", "", `the model failed (502 "Oh")`},
		{"error without words", `data: {"choices":[{"finish_reason":"error"}]}` + "\n\n", "", "the model failed (502 Bad Gateway)"},
		{"error that shows a key", `data: {"error":{"code":"400","message":"bad\n key sk-or-v1-0123456789abcdef, sorry"}}` + "\n\n", "", `OpenRouter refused (400 "bad key … sorry")`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answer, err := listenTo(strings.NewReader(tc.stream))
			if answer.Content != tc.content || (err == nil) != (tc.says == "") || err != nil && !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%q, %v", answer.Content, err)
			}
		})
	}
	whole, _ := listenTo(strings.NewReader(word + stop + usage + done))
	if whole.ID != "gen-1" || whole.Model != "m" || whole.FinishReason != "stop" || *whole.Usage != (Usage{1, 2, 3, 0.5}) {
		t.Errorf("%+v, %+v", whole, whole.Usage)
	}
}

func listenTo(r io.Reader) (Answer, error) {
	return (&Client{OpenRouter: &orkey.Client{}}).listen(r, func(string) error { return nil })
}

// Whatever a server sends, however the network cuts it: an answer is whole only
// with its end.
func FuzzListen(f *testing.F) {
	for _, seed := range []string{word + stop + usage + done, word, "data: [DONE]\r\n\r\n", "\ufeffdata:{}\rdata\n\n:\n", `data: {"error":{"code":"7"}}` + "\n\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		answer, err := listenTo(strings.NewReader(text))
		if err == nil && (answer.FinishReason == "" || !strings.Contains(text, endOfStream)) {
			t.Errorf("whole: %+v", answer)
		}
		again, err2 := listenTo(iotest.OneByteReader(strings.NewReader(text)))
		if again.Content != answer.Content || (err == nil) != (err2 == nil) {
			t.Errorf("at once %q, %v; byte by byte %q, %v", answer.Content, err, again.Content, err2)
		}
	})
}
