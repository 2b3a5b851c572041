package orkeytest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

const (
	chatPath      = "/api/v1/chat/completions"
	responsesPath = "/api/v1/responses"
)

// frozen is a server whose every answer is the same in every run, and a key.
func frozen(t *testing.T, cfg orkeytest.Config) (*orkeytest.Server, string) {
	t.Helper()
	cfg.StableIDs, cfg.Now = true, fixed
	s := orkeytest.NewServer(t, cfg)
	return s, newKey(t, s, orkeytest.KeySpec{})
}

func TestChatToTheLetter(t *testing.T) {
	t.Parallel()
	s, key := frozen(t, orkeytest.Config{})
	got := post(t, s.URL+chatPath, `{"model":"emulator/echo","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello <world>"}]}`, bearer(key)...)
	const want = `{"id":"gen-1801436400-ID","provider":"Emulator","model":"emulator/echo","object":"chat.completion","created":1801436400,` +
		`"choices":[{"index":0,"logprobs":null,"finish_reason":"stop","native_finish_reason":"stop",` +
		`"message":{"role":"assistant","content":"You said: Hello <world>","refusal":null,"reasoning":null}}],` +
		`"system_fingerprint":null,"usage":{"prompt_tokens":4,"completion_tokens":4,"total_tokens":8,"cost":0.000003,"is_byok":false,` +
		`"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},` +
		`"cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":6e-7,"upstream_inference_completions_cost":0.0000024},` +
		`"completion_tokens_details":{"reasoning_tokens":0}}}`
	id := got.header.Get("X-Generation-Id")
	if body := strings.Replace(got.body, id, "gen-1801436400-ID", 1); got.status != http.StatusOK || body != want {
		t.Errorf("%d\ngot  %s\nwant %s", got.status, body, want)
	}
}

// events splits a stream into what is behind "data: ".
func events(t *testing.T, stream string) []string {
	t.Helper()
	var data []string
	for block := range strings.SplitSeq(strings.TrimSuffix(stream, "\n\n"), "\n\n") {
		for line := range strings.SplitSeq(block, "\n") {
			switch {
			case strings.HasPrefix(line, "data: "):
				data = append(data, strings.TrimPrefix(line, "data: "))
			case strings.HasPrefix(line, ":"), strings.HasPrefix(line, "event: "):
			default:
				t.Errorf("a line that is none of server-sent events: %q", line)
			}
		}
	}
	return data
}

func TestChatStreamToTheLetter(t *testing.T) {
	t.Parallel()
	s, key := frozen(t, orkeytest.Config{})
	got := post(t, s.URL+chatPath, `{"model":"emulator/echo","stream":true,"messages":[{"role":"user","content":"Hello"}]}`, bearer(key)...)
	head := `{"id":"` + got.header.Get("X-Generation-Id") + `","provider":"Emulator","model":"emulator/echo","object":"chat.completion.chunk","created":1801436400,`
	chunk := func(content, finish string) string {
		return head + `"choices":[{"index":0,"delta":{"role":"assistant","content":"` + content + `"},"finish_reason":` + finish +
			`,"native_finish_reason":` + finish + `,"logprobs":null}]}`
	}
	want := ": OPENROUTER PROCESSING\n\n"
	for _, data := range []string{
		chunk("You", "null"), chunk(" said:", "null"), chunk(" Hello", "null"), chunk("", `"stop"`),
		head + `"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4,"cost":0.00000195,"is_byok":false,` +
			`"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},` +
			`"cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":1.5e-7,"upstream_inference_completions_cost":0.0000018},` +
			`"completion_tokens_details":{"reasoning_tokens":0}}}`,
		"[DONE]",
	} {
		want += "data: " + data + "\n\n"
	}
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "text/event-stream" || got.body != want {
		t.Errorf("%d %v\ngot\n%s\nwant\n%s", got.status, got.header, got.body, want)
	}
	if info := keyInfo(t, s, key); info.Usage != 0.00000195 {
		t.Errorf("charged %v", info.Usage)
	}
}

func TestResponsesStream(t *testing.T) {
	t.Parallel()
	s, key := frozen(t, orkeytest.Config{})
	got := post(t, s.URL+responsesPath, `{"model":"emulator/echo","stream":true,"input":"Hello"}`, bearer(key)...)
	var types, text []string
	for i, data := range events(t, got.body) {
		if data == "[DONE]" {
			types = append(types, data)
			continue
		}
		var event struct {
			Type     string
			Sequence int `json:"sequence_number"`
			Delta    string
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			t.Fatal(err)
		}
		if event.Sequence != i {
			t.Errorf("event %d has the number %d", i, event.Sequence)
		}
		if !strings.Contains(got.body, "event: "+event.Type+"\ndata: "+data+"\n\n") {
			t.Errorf("%s is not named", event.Type)
		}
		types, text = append(types, event.Type), append(text, event.Delta)
	}
	want := "response.created response.in_progress response.output_item.added response.content_part.added " +
		"response.output_text.delta response.output_text.delta response.output_text.delta " +
		"response.output_text.done response.content_part.done response.output_item.done response.completed [DONE]"
	if strings.Join(types, " ") != want || strings.Join(text, "") != "You said: Hello" {
		t.Errorf("got  %v %q\nwant %s", types, text, want)
	}
	if info := keyInfo(t, s, key); info.Usage != 0.00000195 {
		t.Errorf("charged %v", info.Usage)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	s, key := frozen(t, orkeytest.Config{})
	for _, tt := range []struct {
		name, path, body string
		want             string // what is said
		finish           string
	}{
		{"last words of the user", chatPath, `{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"tool","tool_call_id":"x","content":"d"}]}`, "You said: c", "stop"},
		{"parts", chatPath, `{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"b"}]}]}`, "You said: a\nb", "stop"},
		{"prompt", chatPath, `{"prompt":"old"}`, "You said: old", "stop"},
		{"nothing said", chatPath, `{"messages":[{"role":"system","content":"x"}]}`, "You said nothing.", "stop"},
		{"odd messages", chatPath, `{"messages":["x",{"role":1},null]}`, "You said nothing.", "stop"},
		{"max_tokens", chatPath, `{"max_tokens":2,"messages":[{"role":"user","content":"a b c"}]}`, "You said:", "length"},
		{"max_completion_tokens", chatPath, `{"max_completion_tokens":3,"messages":[{"role":"user","content":"a b c"}]}`, "You said: a", "length"},
		{"max_tokens that suffice", chatPath, `{"max_tokens":5,"messages":[{"role":"user","content":"a b c"}]}`, "You said: a b c", "stop"},
		{"stop", chatPath, `{"stop":" b","messages":[{"role":"user","content":"a b c"}]}`, "You said: a", "stop"},
		{"stops", chatPath, `{"stop":["zzz","said"],"messages":[{"role":"user","content":"a"}]}`, "You ", "stop"},
		{"JSON", chatPath, `{"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"<a> \"b\""}]}`, `{"echo":"<a> \"b\""}`, "stop"},
		{"tools", chatPath, `{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto","messages":[{"role":"user","content":"a"}]}`, "You said: a", "stop"},
		{"other scripts", chatPath, `{"messages":[{"role":"user","content":"こんにちは、世界。これはテストです"}]}`, "You said: こんにちは、世界。これはテストです", "stop"},
		{"models", chatPath, `{"models":["a/b","c/d"],"messages":[{"role":"user","content":"a"}]}`, "You said: a", "stop"},

		{"input", responsesPath, `{"input":"a"}`, "You said: a", "completed"},
		{"items", responsesPath, `{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a"}]},{"type":"reasoning"}]}`, "You said: a", "completed"},
		{"max_output_tokens", responsesPath, `{"input":"a b","max_output_tokens":1}`, "You", "incomplete"},
		{"JSON", responsesPath, `{"input":"a","text":{"format":{"type":"json_object"}}}`, `{"echo":"a"}`, "completed"},
	} {
		t.Run(tt.path+" "+tt.name, func(t *testing.T) {
			t.Parallel()
			got := post(t, s.URL+tt.path, tt.body, bearer(key)...)
			if got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.body)
			}
			said, finish := readAnswer(t, got.body)
			if said != tt.want || finish != tt.finish {
				t.Errorf("%q, %s, want %q, %s", said, finish, tt.want, tt.finish)
			}
			streamed := post(t, s.URL+tt.path, `{"stream":true,`+tt.body[1:], bearer(key)...)
			data := events(t, streamed.body)
			if text := readStream(t, data); text != tt.want || data[len(data)-1] != "[DONE]" {
				t.Errorf("streamed: %q, want %q", text, tt.want)
			}
		})
	}
}

// readAnswer returns what was said, and why it ends.
func readAnswer(t *testing.T, body string) (said, finish string) {
	t.Helper()
	var a struct {
		Choices []struct {
			Message      struct{ Content string }
			FinishReason string `json:"finish_reason"`
		}
		Output []struct{ Content []struct{ Text string } }
		Status string
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Choices) == 1 {
		return a.Choices[0].Message.Content, a.Choices[0].FinishReason
	}
	return a.Output[0].Content[0].Text, a.Status
}

// readStream returns what was said in pieces, of either endpoint.
func readStream(t *testing.T, data []string) string {
	t.Helper()
	var said strings.Builder
	for _, d := range data {
		var chunk struct {
			Choices []struct{ Delta struct{ Content string } }
			Delta   string
		}
		if d == "[DONE]" {
			continue
		}
		if err := json.Unmarshal([]byte(d), &chunk); err != nil {
			t.Fatal(err)
		}
		said.WriteString(chunk.Delta)
		for _, c := range chunk.Choices {
			said.WriteString(c.Delta.Content)
		}
	}
	return said.String()
}

func TestInferenceRefusals(t *testing.T) {
	t.Parallel()
	lenient, lenientKey := frozen(t, orkeytest.Config{})
	strict, strictKey := frozen(t, orkeytest.Config{Strict: true})
	const user = `"messages":[{"role":"user","content":"a"}]`
	for _, tt := range []struct {
		name, path, body string
		lenient, strict  int
		says             string // in the strict refusal
	}{
		{"fine", chatPath, `{"model":"emulator/echo",` + user + `}`, 200, 200, ""},
		{"everything", chatPath, `{"model":"emulator/echo","temperature":0.5,"top_p":1,"top_k":null,"seed":1,"stop":["x"],"stream":false,"stream_options":{"include_usage":true},"usage":{"include":true},"user":"u","tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"provider":{"order":["x"]},"reasoning":{"effort":"low"},"response_format":{"type":"text"},` + user + `}`, 200, 200, ""},
		{"no messages", chatPath, `{"model":"emulator/echo"}`, 400, 400, "messages"},
		{"empty messages", chatPath, `{"model":"emulator/echo","messages":[]}`, 400, 400, "Too small"},
		{"unknown role", chatPath, `{"messages":[{"role":"person","content":"a"}]}`, 200, 400, "role"},
		{"no content", chatPath, `{"messages":[{"role":"user"}]}`, 200, 400, "content"},
		{"unknown part", chatPath, `{"messages":[{"role":"user","content":[{"type":"telepathy"}]}]}`, 200, 400, "type"},
		{"tool without call", chatPath, `{"messages":[{"role":"tool","content":"a"}]}`, 200, 400, "tool_call_id"},
		{"temperature as text", chatPath, `{"temperature":"hot",` + user + `}`, 200, 400, "expected number, received string"},
		{"fraction of tokens", chatPath, `{"max_tokens":1.5,` + user + `}`, 200, 400, "expected int"},
		{"misspelt field", chatPath, `{"max_token":1,` + user + `}`, 200, 400, `Unrecognized key: \"max_token\"`},
		{"unknown model", chatPath, `{"model":"nobody/nothing",` + user + `}`, 200, 400, "nobody/nothing is not a valid model ID"},
		{"unknown model of the emulator", chatPath, `{"model":"emulator/nothing",` + user + `}`, 400, 400, "emulator/nothing is not a valid model ID"},
		{"not JSON", chatPath, `{`, 400, 400, "Malformed JSON"},
		{"no object", chatPath, `[]`, 400, 400, "expected object, received array"},

		{"fine", responsesPath, `{"model":"emulator/echo","input":"a"}`, 200, 200, ""},
		{"items", responsesPath, `{"model":"emulator/echo","input":[{"role":"user","content":"a"}],"max_output_tokens":5,"store":false}`, 200, 200, ""},
		{"no input", responsesPath, `{"model":"emulator/echo"}`, 400, 400, "input"},
		{"empty input", responsesPath, `{"input":[]}`, 400, 400, "input"},
		{"unknown role", responsesPath, `{"input":[{"role":"person","content":"a"}]}`, 200, 400, "input"},
		{"misspelt field", responsesPath, `{"input":"a","max_tokens":1}`, 200, 400, "Unrecognized"},
	} {
		for _, s := range []struct {
			*orkeytest.Server
			key    string
			status int
			says   string
		}{{lenient, lenientKey, tt.lenient, ""}, {strict, strictKey, tt.strict, tt.says}} {
			got := post(t, s.URL+tt.path, tt.body, bearer(s.key)...)
			if got.status != s.status || !strings.Contains(strings.ReplaceAll(got.body, `\\\"`, `\"`), s.says) {
				t.Errorf("%s %s: %d, want %d with %q\n%s", tt.path, tt.name, got.status, s.status, s.says, got.body)
			}
		}
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	type list struct {
		Data  []struct{ ID string }
		Total int `json:"total_count"`
		Links struct{ Next *string }
	}
	read := func(query string) (l list) {
		got := get(t, s.URL+"/api/v1/models"+query)
		if err := json.Unmarshal([]byte(got.body), &l); err != nil || got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", query, got.status, got.body)
		}
		return l
	}
	all := read("")
	if len(all.Data) != all.Total || all.Links.Next != nil || all.Data[0].ID != "emulator/echo" {
		t.Errorf("%+v", all)
	}
	var paged []string
	for next := "?limit=10"; ; {
		l := read(next)
		for _, m := range l.Data {
			paged = append(paged, m.ID)
		}
		if l.Links.Next == nil {
			break
		}
		_, query, _ := strings.Cut(*l.Links.Next, "?")
		next = "?" + query
	}
	if len(paged) != all.Total {
		t.Errorf("page by page %d of %d", len(paged), all.Total)
	}
	if l := read("?q=FREE"); l.Total != 2 {
		t.Errorf("search: %+v", l)
	}
	if got := get(t, s.URL+"/api/v1/models?limit=0"); got.status != http.StatusBadRequest {
		t.Errorf("limit 0: %d", got.status)
	}
	// Every model listed can be asked for; those that are faults play them.
	key := newKey(t, s, orkeytest.KeySpec{})
	for _, m := range all.Data {
		if strings.HasPrefix(m.ID, "emulator/") && !strings.Contains(m.ID, "error-4") {
			continue
		}
		got := post(t, s.URL+chatPath, `{"model":"`+m.ID+`","messages":[{"role":"user","content":"a"}]}`, bearer(key)...)
		want := http.StatusOK
		if strings.HasPrefix(m.ID, "emulator/error-4") {
			want = 400
		}
		if got.status/100 != want/100 {
			t.Errorf("%s: %d", m.ID, got.status)
		}
	}
}
