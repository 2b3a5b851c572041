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
		spec  orkeytest.KeySpec
		args  []string
		out   string // part of it
		error string // part of it; "" for none
	}{
		{"streamed", orkeytest.KeySpec{}, []string{"Hello,", "you"}, "You said: Hello, you\n", ""},
		{"whole", orkeytest.KeySpec{}, []string{"-whole", "Hello, you"}, "You said: Hello, you\n", ""},
		{"key told", orkeytest.KeySpec{}, []string{"Hello"}, " has spent $0.000000\n", ""},
		{"key deleted", orkeytest.KeySpec{Label: "emulator:deleted-key"}, nil, "", "sign in again"},
		{"key rejected later", orkeytest.KeySpec{Label: "emulator:chat-error-401"}, []string{"Hello"}, "", "sign in again"},
		{"limit reached", orkeytest.KeySpec{Label: "emulator:spent-key"}, []string{"Hello"}, "has spent $1", "nothing left to spend; see http"},
		{"error in mid-stream", orkeytest.KeySpec{}, []string{"-model", "emulator/midstream-error", "Hello, you"}, "You said:", "Provider disconnected unexpectedly"},
		{"cut in mid-stream", orkeytest.KeySpec{}, []string{"-model", "emulator/truncate", "Hello, you"}, "You said:", "unexpected EOF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := orkeytest.NewServer(t)
			key, err := server.NewKey(test.spec)
			if err != nil {
				t.Fatal(err)
			}
			env := map[string]string{"OPENROUTER_API_KEY": key, "OPENROUTER_BASE_URL": server.URL + "/api/v1"}
			var out bytes.Buffer
			err = run(t.Context(), test.args, func(name string) string { return env[name] }, &out)
			if !strings.Contains(out.String(), test.out) {
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

// The app has a name at OpenRouter.
func TestAttribution(t *testing.T) {
	t.Parallel()
	server := orkeytest.NewServer(t)
	key, err := server.NewKey(orkeytest.KeySpec{})
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"OPENROUTER_API_KEY": key, "OPENROUTER_BASE_URL": server.URL}
	if err := run(t.Context(), []string{"Hello"}, func(name string) string { return env[name] }, new(bytes.Buffer)); err != nil {
		t.Fatal(err)
	}
	requests := server.Requests()
	last := requests[len(requests)-1]
	if last.Path != "/api/v1/chat/completions" || last.Request.Header.Get("X-OpenRouter-Title") == "" {
		t.Errorf("%s has no attribution: %v", last.Path, last.Request.Header)
	}
}
