package inference

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/orkeytest"
)

func TestModels(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, orkeytest.KeySpec{})
	client.Key = orkey.Key{}
	all, err := client.Models(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.ID != "openai/gpt-4o-mini" {
			continue
		}
		in, known := m.Pricing.Prompt.PerMillion()
		text, err := json.Marshal(m)
		if m.Name == "" || m.ContextLength == 0 || !known || fmt.Sprintf("%.4f", in) != "0.1500" || err != nil || !strings.Contains(string(text), `"supported_parameters"`) {
			t.Errorf("%+v: %v, %s", m, in, text)
		}
		return
	}
	t.Error("it is not there")
}

// The list comes in pages, of which the next is asked for where the first was.
func TestModelsInPages(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.String() {
		case "/api/v1/models":
			fmt.Fprint(w, `{"data":[{"id":"a","pricing":{"prompt":"-1","completion":0.5}}],"links":{"next":"https://elsewhere.example/models?offset=1"}}`)
		case "/api/v1/models?offset=1":
			fmt.Fprint(w, `{"data":[{"id":"b"}],"links":{"next":null}}`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	all, err := (&Client{OpenRouter: &orkey.Client{BaseURL: server.URL}}).Models(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != "a" || all[1].ID != "b" {
		t.Fatalf("%+v, %v", all, err)
	}
	if _, known := all[0].Pricing.Prompt.PerMillion(); known {
		t.Error("a price of -1 is known")
	}
	if amount, known := all[0].Pricing.Completion.PerMillion(); !known || amount != 5e5 {
		t.Errorf("a price of 0.5 is %v, %v", amount, known)
	}
}

func TestModelsRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault orkeytest.Fault
		says  string
	}{
		{orkeytest.Fault{Status: 503}, "OpenRouter failed (503"},
		{orkeytest.Fault{Status: 404}, "refused (404"},
		{orkeytest.Fault{Status: 200, Body: "<html>", ContentType: "text/html"}, "makes no sense; check the base URL"},
		{orkeytest.Fault{Status: 200, Body: "{}"}, "makes no sense"},
		{orkeytest.Fault{Truncate: true}, "broke off"},
		{orkeytest.Fault{ResetConnection: true}, "could not be reached"},
	} {
		client, server := connect(t, orkeytest.KeySpec{})
		server.Inject(tc.fault)
		if all, err := client.Models(t.Context()); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%+v: %d models, %v", tc.fault, len(all), err)
		}
	}
}
