package conformance_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// payloads returns what each event of a stream carries, without the [DONE] that
// must end it, unless an error did. It is stricter than the specification of
// server-sent events: each event has one line of data, and its name, if it has
// any, is the type of what it carries.
func payloads(stream []byte) (list [][]byte, err error) {
	if !bytes.HasSuffix(stream, []byte("\n\n")) {
		return nil, errors.New("the stream ends in the middle of an event")
	}
	done := false
	for event := range strings.SplitSeq(strings.TrimSuffix(string(stream), "\n\n"), "\n\n") {
		if strings.HasPrefix(event, ":") && !strings.Contains(event, "\n") {
			continue // a comment, which keeps the connection open
		}
		name := ""
		if rest, named := strings.CutPrefix(event, "event: "); named {
			name, event, _ = strings.Cut(rest, "\n")
		}
		data, ok := strings.CutPrefix(event, "data: ")
		switch {
		case done:
			return nil, errors.New("something follows [DONE]")
		case !ok || strings.Contains(data, "\n"):
			return nil, fmt.Errorf("the event %.40q has other than one line of data", event)
		case data == "[DONE]":
			done = true
		case name != "" && name != typeOf(data):
			return nil, fmt.Errorf("the event %q carries a %q", name, typeOf(data))
		default:
			list = append(list, []byte(data))
		}
	}
	if len(list) == 0 {
		return nil, errors.New("the stream is empty")
	}
	if !done && !isError(list[len(list)-1]) {
		return nil, errors.New("the stream ends with neither [DONE] nor an error")
	}
	return list, nil
}

func typeOf(payload string) string {
	var v struct{ Type string }
	_ = json.Unmarshal([]byte(payload), &v) // what is no JSON has no type
	return v.Type
}

// isError tells the last payload of a stream that failed: a chunk of a chat with
// an error, or an event that says so.
func isError(payload []byte) bool {
	var v struct{ Error any }
	return json.Unmarshal(payload, &v) == nil && v.Error != nil ||
		slices.Contains([]string{"error", "response.failed"}, typeOf(string(payload)))
}
