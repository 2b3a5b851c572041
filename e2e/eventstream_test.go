package e2e

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/orkey-dev/orkey/internal/bundling"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
)

// readEvents reads a stream that comes in pieces, cut at every place in turn,
// and byte by byte. It returns what every reading gave, or where they differ.
const readEvents = `(async text => {
	const {events} = await import('/events.js')
	const bytes = new TextEncoder().encode(text)
	const read = async pieces => {
		const body = new ReadableStream({start(c) { pieces.forEach(p => c.enqueue(p)); c.close() }})
		const got = []
		for await (const data of events(body)) got.push(data)
		return got
	}
	const whole = await read([bytes])
	const ways = Array.from(bytes, (_, i) => [bytes.slice(0, i), bytes.slice(i)])
	ways.push(Array.from(bytes, b => Uint8Array.of(b)))
	for (const way of ways) {
		const got = await read(way)
		if (JSON.stringify(got) !== JSON.stringify(whole)) return ['differs', way.map(p => new TextDecoder().decode(p)).join('|'), ...got]
	}
	return whole
})`

// The events of a stream are those of the specification, however the network
// cuts it.
func TestEventStream(t *testing.T) {
	t.Parallel()
	module, err := bundling.Build("../internal/playground/src", "events.ts", api.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(module)
	}))
	defer server.Close()
	tab := chromiumtest.New(t)
	tab.Navigate(server.URL)
	for _, tc := range []struct {
		name, stream string
		want         []string
	}{
		{"nothing", "", nil},
		{"one", "data: one\n\n", []string{"one"}},
		{"no space", "data:one\n\n", []string{"one"}},
		{"one space of two", "data:  one\n\n", []string{" one"}},
		{"CRLF", "data: one\r\n\r\ndata: two\r\n\r\n", []string{"one", "two"}},
		{"CR", "data: one\r\rdata: two\r\r", []string{"one", "two"}},
		{"all three", "data: one\r\ndata: 1\rdata: 1\n\n\r\n", []string{"one\n1\n1"}},
		{"lines of one event", "data: one\ndata: two\n\n", []string{"one\ntwo"}},
		{"comments", ": OPENROUTER PROCESSING\n\n: again\ndata: one\n\n", []string{"one"}},
		{"other fields", "event: x\nid: 1\nretry: 2\ndataset: no\ndata: one\n\n", []string{"one"}},
		{"no colon", "data\n\n", []string{""}},
		{"empty data", "data:\n\n", []string{""}},
		{"colons in data", "data: {\"a\":1}\n\n", []string{`{"a":1}`}},
		{"byte order mark", "\ufeffdata: one\n\n", []string{"one"}},
		{"beyond ASCII", "data: żółć 🗝️\n\n", []string{"żółć 🗝️"}},
		{"cut in the middle", "data: one\n\ndata: tw", []string{"one"}},
		{"cut before the end of the event", "data: one\n\ndata: two\n", []string{"one"}},
		{"NUL is a character", "data: \x00\n\n", []string{"\x00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text, err := json.Marshal(tc.stream)
			if err != nil {
				t.Fatal(err)
			}
			if got := chromiumtest.Eval[[]string](tab, readEvents+"("+string(text)+")"); !slices.Equal(got, tc.want) {
				t.Errorf("%q gives %q, want %q", tc.stream, got, tc.want)
			}
		})
	}
}
