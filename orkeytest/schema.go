package orkeytest

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A schema says what a JSON value must be like, as decoded by encoding/json. It adds what is wrong to issues; a value
// that is not there at all is absent{}.
type schema func(v any, at path, issues *[]issue)

type absent struct{}

// optional accepts a value that is not there.
func optional(s schema) schema {
	return func(v any, at path, issues *[]issue) {
		if v != (absent{}) {
			s(v, at, issues)
		}
	}
}

// nullish accepts null and a value that is not there.
func nullish(s schema) schema {
	return func(v any, at path, issues *[]issue) {
		if v != nil && v != (absent{}) {
			s(v, at, issues)
		}
	}
}

func anything(any, path, *[]issue) {}

func text(v any, at path, issues *[]issue) {
	if _, ok := v.(string); !ok {
		wrongType("string", v, at, issues)
	}
}

// textUpTo is a string of at most n characters.
func textUpTo(n int) schema {
	return func(v any, at path, issues *[]issue) {
		s, ok := v.(string)
		if !ok {
			wrongType("string", v, at, issues)
		} else if utf8.RuneCountInString(s) > n {
			bound := float64(n)
			*issues = append(*issues, issue{Origin: "string", Code: "too_big", Maximum: &bound, Inclusive: true, Path: at,
				Message: "Too big: expected string to have <=" + strconv.Itoa(n) + " characters"})
		}
	}
}

// textLike is a string of a form; good tells whether it has it.
func textLike(form, name string, good func(string) bool) schema {
	return func(v any, at path, issues *[]issue) {
		s, ok := v.(string)
		if !ok {
			wrongType("string", v, at, issues)
		} else if !good(s) {
			*issues = append(*issues, issue{Code: "invalid_format", Format: form, Path: at, Message: "Invalid " + name})
		}
	}
}

func boolean(v any, at path, issues *[]issue) {
	if _, ok := v.(bool); !ok {
		wrongType("boolean", v, at, issues)
	}
}

func number(v any, at path, issues *[]issue) {
	if _, ok := v.(float64); !ok {
		wrongType("number", v, at, issues)
	}
}

func integer(v any, at path, issues *[]issue) {
	if n, ok := v.(float64); !ok {
		wrongType("number", v, at, issues)
	} else if n != math.Trunc(n) {
		*issues = append(*issues, issue{Expected: "int", Format: "safeint", Code: "invalid_type", Path: at,
			Message: "Invalid input: expected int, received number"})
	}
}

// oneOf is a string out of a list.
func oneOf(values ...string) schema {
	return func(v any, at path, issues *[]issue) {
		if s, ok := v.(string); !ok || !slices.Contains(values, s) {
			quoted := make([]string, len(values))
			for i, value := range values {
				quoted[i] = strconv.Quote(value)
			}
			*issues = append(*issues, issue{Code: "invalid_value", Values: values, Path: at,
				Message: "Invalid option: expected one of " + strings.Join(quoted, "|")})
		}
	}
}

// array is an array of at least n items.
func array(n int, item schema) schema {
	return func(v any, at path, issues *[]issue) {
		items, ok := v.([]any)
		if !ok {
			wrongType("array", v, at, issues)
			return
		}
		if len(items) < n {
			bound := float64(n)
			*issues = append(*issues, issue{Origin: "array", Code: "too_small", Minimum: &bound, Inclusive: true, Path: at,
				Message: "Too small: expected array to have >=" + strconv.Itoa(n) + " items"})
		}
		for i, v := range items {
			item(v, at.to(i), issues)
		}
	}
}

// field is a member of an object.
type field struct {
	name string
	schema
}

// object has the fields given. Others are overlooked, or an issue if closed.
func object(closed bool, fields ...field) schema {
	return func(v any, at path, issues *[]issue) {
		members, ok := v.(map[string]any)
		if !ok {
			wrongType("object", v, at, issues)
			return
		}
		known := 0
		for _, f := range fields {
			member, ok := members[f.name]
			if ok {
				known++
			} else {
				member = absent{}
			}
			f.schema(member, at.to(f.name), issues)
		}
		if closed && known < len(members) {
			*issues = append(*issues, unknownFields(members, fields, at))
		}
	}
}

func unknownFields(members map[string]any, fields []field, at path) issue {
	var names, quoted []string
	for name := range members {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.name == name }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		quoted = append(quoted, strconv.Quote(name))
	}
	message := "Unrecognized key: "
	if len(names) > 1 {
		message = "Unrecognized keys: "
	}
	return issue{Code: "unrecognized_keys", Keys: names, Path: at, Message: message + strings.Join(quoted, ", ")}
}

// either is a value that one of the schemas accepts. What is wrong is told by the last.
func either(schemas ...schema) schema {
	return func(v any, at path, issues *[]issue) {
		var last []issue
		for _, s := range schemas {
			last = nil
			if s(v, at, &last); len(last) == 0 {
				return
			}
		}
		*issues = append(*issues, last...)
	}
}

// byField is an object whose schema is chosen by one of its fields, such as a message by its role.
func byField(name string, schemas map[string]schema) schema {
	kinds := slices.Sorted(maps.Keys(schemas))
	kind := object(false, field{name, oneOf(kinds...)})
	return func(v any, at path, issues *[]issue) {
		before := len(*issues)
		if kind(v, at, issues); len(*issues) == before {
			chosen := v.(map[string]any)[name].(string)
			schemas[chosen](v, at, issues)
		}
	}
}

func wrongType(expected string, v any, at path, issues *[]issue) {
	*issues = append(*issues, issue{Expected: expected, Code: "invalid_type", Path: at,
		Message: "Invalid input: expected " + expected + ", received " + typeName(v)})
}

func typeName(v any) string {
	switch v.(type) {
	case absent:
		return "undefined"
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != ""
}

func isTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		switch dash := i == 8 || i == 13 || i == 18 || i == 23; {
		case dash && c == '-':
		case !dash && strings.ContainsRune("0123456789abcdefABCDEF", c):
		default:
			return false
		}
	}
	return true
}
