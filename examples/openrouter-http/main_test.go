package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

func TestProgram(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		label string // of the key: what goes wrong at the emulator
		out   string
		error string // part of it; "" for none
	}{
		{"streamed", "", "You said: Hello, you\n", ""},
		{"key rejected", "emulator:deleted-key", "", "sign in again"},
		{"limit reached", "emulator:spent-key", "", "nothing left to spend; see http"},
		{"overloaded", "emulator:chat-error-503", "", "OpenRouter answered 503"},
		{"error in mid-stream", "emulator:chat-midstream-error", "You said:", "Provider disconnected unexpectedly"},
		{"cut in mid-stream", "emulator:chat-truncate", "You said:", "broke off"},
		{"no end", "emulator:chat-no-done", "You said: Hello, you", "broke off"},
		{"no connection", "emulator:chat-reset", "", "connection reset"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := orkeytest.NewServer(t)
			key, err := server.NewKey(orkeytest.KeySpec{Label: test.label})
			if err != nil {
				t.Fatal(err)
			}
			env := map[string]string{"OPENROUTER_API_KEY": key, "OPENROUTER_BASE_URL": server.URL + "/api/v1"}
			var out bytes.Buffer
			err = run(t.Context(), []string{"Hello,", "you"}, func(name string) string { return env[name] }, &out)
			if out.String() != test.out {
				t.Errorf("%q is printed, want %q", &out, test.out)
			}
			switch {
			case err == nil && test.error != "":
				t.Errorf("no error, want %q", test.error)
			case err != nil && (test.error == "" || !strings.Contains(err.Error(), test.error)):
				t.Errorf("error %v, want %q", err, test.error)
			case err != nil && strings.Contains(err.Error()+out.String(), key):
				t.Error("the key is shown")
			}
			if title := server.Requests()[0].Request.Header.Get("X-OpenRouter-Title"); title == "" {
				t.Error("the app has no name")
			}
		})
	}
}

func TestProgramWithoutKey(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), []string{"Hello"}, func(string) string { return "" }, new(bytes.Buffer))
	if err == nil || !strings.Contains(err.Error(), "sign in") {
		t.Errorf("error %v", err)
	}
}
