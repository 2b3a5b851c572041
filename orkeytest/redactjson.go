package orkeytest

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// redactJSON covers the secrets of a JSON text and keeps the order of its fields. With strict everything but what is known to be harmless
// is covered, otherwise only what is known to be secret. It reports whether it could read the text.
func redactJSON(body []byte, strict bool) (string, bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var out bytes.Buffer
	if err := redactValue(d, &out, "", strict, 0); err != nil || d.More() {
		return "", false
	}
	return out.String(), true
}

// maxDepth bounds how deep a JSON text may go.
const maxDepth = 100

func redactValue(d *json.Decoder, out *bytes.Buffer, field string, strict bool, depth int) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return writeLeaf(out, field, token, strict)
	}
	if depth == maxDepth {
		return strconv.ErrRange
	}
	out.WriteString(delim.String())
	for first := true; d.More(); first = false {
		if !first {
			out.WriteByte(',')
		}
		inner := field
		if delim == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			inner, _ = name.(string)
			_ = writeJSON(out, scrub(inner))
			out.WriteByte(':')
		}
		if err := redactValue(d, out, inner, strict, depth+1); err != nil {
			return err
		}
	}
	end, err := d.Token()
	if err != nil {
		return err
	}
	out.WriteString(end.(json.Delim).String())
	return nil
}

func writeLeaf(out *bytes.Buffer, field string, token json.Token, strict bool) error {
	if s, ok := token.(string); ok {
		switch {
		case field == "callback_url":
			token = redactURL(s)
		case strict && !(openParam(field) && harmless(field, s)), !strict && secretField(field):
			token = covered
		default:
			token = scrub(s)
		}
	}
	return writeJSON(out, token)
}
