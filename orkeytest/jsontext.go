package orkeytest

import (
	"bytes"
	"encoding/json"
)

// writeJSON writes v as JavaScript's JSON.stringify does: without escaping what HTML would need.
func writeJSON(out *bytes.Buffer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the newline that Encode adds
	return nil
}

// quoteJSON writes a string as JSON.
func quoteJSON(s string) string {
	var b bytes.Buffer
	if err := writeJSON(&b, s); err != nil {
		panic(err) // a string: a bug
	}
	return b.String()
}
