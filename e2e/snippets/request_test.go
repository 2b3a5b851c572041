package snippets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/internal/playground"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A request is what somebody types in the chat, and the code that is beside it.
type request struct {
	prompt string
	stream bool
	after  bool              // a question like this and its answer
	code   map[string]string // by way to ask
}

// requests have what each language could take for the end of a string, or for
// more than text.
func requests() []request {
	const odd = "\"double\" 'single' `back` \\n \\ ${HOME} $(id) {{x}} %s #{1} \t</script><!-- <script>\n\nnext line, \u00e9, 👩‍👩‍👧, \u2028 \u202e rtl \ufeff end"
	return []request{{prompt: odd, stream: true}, {prompt: odd}, {prompt: odd, stream: true, after: true}}
}

// Every snippet sends the very request as it stands there, and prints the answer.
// The key comes from the environment, and in a page from the drop-in module.
func TestRequests(t *testing.T) {
	t.Parallel()
	emulator := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	site, err := playground.New(playground.Config{BaseURL: emulator.URL, Emulator: true})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	tab := open(t)
	tab.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	tab.Click("openrouter-sign-in >>> button")
	tab.Wait(`document.querySelector('#chat')?.inert === false && document.querySelector('#model').value === 'Echo'`)
	all := requests()
	for i := range all {
		all[i].read(tab)
	}
	key := chromiumtest.Eval[string](tab, `localStorage.openrouter_api_key`)
	for _, r := range all {
		for way, code := range r.code {
			if strings.Contains(code, key[:20]) {
				t.Errorf("%s: the code holds the key", way)
			}
		}
	}

	for way, ask := range map[string]func(t *testing.T, requests []request, key string) (answers []string){
		"fetch":      inPage,
		"openai":     node,
		"openrouter": node,
		"go":         openaiGo,
		"curl":       curl,
	} {
		t.Run(way, func(t *testing.T) {
			before := len(emulator.Requests())
			for i, got := range ask(t, all, key) {
				if want := "You said: " + all[i].prompt; strings.TrimSuffix(got, "\n") != want {
					t.Errorf("request %d gets\n%q, want\n%q", i, got, want)
				}
			}
			sent := slices.DeleteFunc(emulator.Requests()[before:], func(r orkeytest.Record) bool { return r.Method != http.MethodPost })
			if len(sent) != len(all) {
				t.Fatalf("%d requests were sent, want %d", len(sent), len(all))
			}
			for i, record := range sent {
				if got, want := askedBy(t, record), all[i].asked(); got != want && (way != "openrouter" || got.said != want.said || got.model != want.model) {
					t.Errorf("request %d asks\n%+v, want\n%+v", i, got, want)
				}
			}
		})
	}
}

// asked is what a request says.
type asked struct {
	model, said string // said: a line for each message, with who says it
	stream      bool
}

// asked is what the code is to ask.
func (r *request) asked() asked {
	said := fmt.Sprintf("user: %q\n", r.prompt)
	if r.after {
		said += fmt.Sprintf("assistant: %q\n", "You said: "+r.prompt) + said
	}
	return asked{"emulator/echo", said, r.stream}
}

// askedBy reads the body of a request: of a chat, or of OpenRouter's SDK, which
// asks for responses and always has them streamed.
func askedBy(t *testing.T, record orkeytest.Record) asked {
	t.Helper()
	var body struct {
		Model    string
		Stream   bool
		Input    json.RawMessage
		Messages []struct{ Role, Content string }
	}
	if err := json.Unmarshal([]byte(record.Request.Body), &body); err != nil {
		t.Fatalf("%v: %s", err, record.Request.Body)
	}
	a := asked{model: body.Model, stream: body.Stream}
	if body.Messages == nil {
		var text string
		if json.Unmarshal(body.Input, &text) == nil {
			a.said = fmt.Sprintf("user: %q\n", text)
		} else if err := json.Unmarshal(body.Input, &body.Messages); err != nil {
			t.Fatalf("%v: %s", err, body.Input)
		}
	}
	for _, message := range body.Messages {
		a.said += fmt.Sprintf("%s: %q\n", message.Role, message.Content)
	}
	return a
}

// read types the request and reads the code beside it.
func (r *request) read(tab *chromiumtest.Tab) {
	if r.after {
		tab.Run(`document.querySelector('#prompt').value = ` + strconv.Quote(r.prompt))
		tab.Click("#send")
		tab.Wait(`document.querySelector('.reply')?.ariaBusy === 'false'`)
	}
	tab.Run(fmt.Sprintf(`(() => {
		const prompt = document.querySelector('#prompt'), stream = document.querySelector('#stream')
		prompt.value = %s
		if (stream.checked !== %t) stream.click()
		prompt.dispatchEvent(new Event('input', {bubbles: true}))
	})()`, strconv.Quote(r.prompt), r.stream))
	r.code = chromiumtest.Eval[map[string]string](tab, `Object.fromEntries([...document.querySelectorAll('#request [role=tab]')].map(tab => {
		tab.click()
		return [tab.value, document.querySelector('#request code').textContent]
	}))`)
}

// way is what the test is named after.
func way(t *testing.T) string { return filepath.Base(t.Name()) }

// inPage puts each snippet right into the HTML of a page that has a key.
func inPage(t *testing.T, requests []request, key string) (answers []string) {
	files := map[string]string{}
	for i, r := range requests {
		files[fmt.Sprintf("/%d", i)] = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><body><script>localStorage.openrouter_api_key = "` + key + `"</script>` +
			`<script type="module">` + r.code[way(t)] + `
			document.title = "done"</script></body></html>`
	}
	page := under(serve(t, files, browser.Handler()))
	tab := open(t)
	for i := range requests {
		tab.Navigate(page(i))
		tab.Wait(`document.title === 'done'`)
		answers = append(answers, chromiumtest.Eval[string](tab, `[...document.body.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join('')`))
	}
	tab.NoErrors()
	return answers
}

// node runs each snippet as a module, beside the SDKs.
func node(t *testing.T, requests []request, key string) (answers []string) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	installed, err := filepath.Abs(filepath.Join("..", "sdk", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(installed, ".package-lock.json")); err != nil {
		t.Fatal("the SDKs are not installed: run scripts/setup, or npm ci in e2e/sdk")
	}
	if err := os.Symlink(installed, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for i, r := range requests {
		name := filepath.Join(dir, fmt.Sprintf("%d.mjs", i))
		write(t, name, r.code[way(t)])
		answers = append(answers, ask(t, key, "node", name))
	}
	return answers
}

// openaiGo builds all snippets at once, within the examples' module.
func openaiGo(t *testing.T, requests []request, key string) (answers []string) {
	files := map[string]string{}
	for i, r := range requests {
		code := r.code[way(t)]
		if formatted, err := format.Source([]byte(code)); err != nil || string(formatted) != code {
			t.Errorf("gofmt would change it (%v): %s", err, code)
		}
		files[fmt.Sprintf("request%d/main.go", i)] = code
	}
	dir := build(t, files)
	for i := range requests {
		answers = append(answers, ask(t, key, filepath.Join(dir, fmt.Sprintf("request%d", i))))
	}
	return answers
}

// curl runs each snippet in a shell. What that prints is the API's own words.
func curl(t *testing.T, requests []request, key string) (answers []string) {
	for _, r := range requests {
		var answer strings.Builder
		for line := range strings.Lines(ask(t, key, "sh", "-c", r.code[way(t)])) {
			line = strings.TrimPrefix(line, "data: ")
			if !strings.HasPrefix(line, "{") {
				continue
			}
			var piece struct {
				Choices []struct{ Message, Delta struct{ Content string } }
			}
			if err := json.Unmarshal([]byte(line), &piece); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			for _, choice := range piece.Choices {
				answer.WriteString(choice.Message.Content + choice.Delta.Content)
			}
		}
		answers = append(answers, answer.String())
	}
	return answers
}

// ask runs a program that finds the key in its environment, and returns what it
// prints.
func ask(t *testing.T, key, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "OPENROUTER_API_KEY=" + key}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v (install what is missing: nodejs, curl)\n%s", program, err, stderr.Bytes())
	}
	return stdout.String()
}
