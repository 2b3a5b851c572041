package orkeytest

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A schema says what a JSON value must be like, as decoded by encoding/json. A value that is not there at all is
// absent{}.
type schema interface {
	// check adds what is wrong with a value to issues.
	check(v any, at path, issues *[]issue)
}

type absent struct{}

// optional accepts a value that is not there.
type optional struct{ schema }

func (s optional) check(v any, at path, issues *[]issue) {
	if v != (absent{}) {
		s.schema.check(v, at, issues)
	}
}

// nullish accepts null and a value that is not there.
type nullish struct{ schema }

func (s nullish) check(v any, at path, issues *[]issue) {
	if v != nil && v != (absent{}) {
		s.schema.check(v, at, issues)
	}
}

// simple is a value of the type that it names.
type simple string

const (
	text    simple = "string"
	boolean simple = "boolean"
	number  simple = "number"
)

func (s simple) check(v any, at path, issues *[]issue) {
	if typeName(v) != string(s) {
		wrongType(string(s), v, at, issues)
	}
}

// integer is a number without a fraction.
type integer struct{}

func (integer) check(v any, at path, issues *[]issue) {
	if n, ok := v.(float64); !ok {
		wrongType("number", v, at, issues)
	} else if n != math.Trunc(n) {
		*issues = append(*issues, issue{Expected: "int", Format: "safeint", Code: "invalid_type", Path: at,
			Message: "Invalid input: expected int, received number"})
	}
}

type anything struct{}

func (anything) check(any, path, *[]issue) {}

// textUpTo is a string of at most so many characters.
type textUpTo int

func (n textUpTo) check(v any, at path, issues *[]issue) {
	s, ok := v.(string)
	if !ok {
		wrongType("string", v, at, issues)
	} else if utf8.RuneCountInString(s) > int(n) {
		bound := float64(n)
		*issues = append(*issues, issue{Origin: "string", Code: "too_big", Maximum: &bound, Inclusive: true, Path: at,
			Message: "Too big: expected string to have <=" + strconv.Itoa(int(n)) + " characters"})
	}
}

// textLike is a string of a form; good tells whether it has it.
type textLike struct {
	form, name string
	good       func(string) bool
}

func (l textLike) check(v any, at path, issues *[]issue) {
	s, ok := v.(string)
	if !ok {
		wrongType("string", v, at, issues)
	} else if !l.good(s) {
		*issues = append(*issues, issue{Code: "invalid_format", Format: l.form, Path: at, Message: "Invalid " + l.name})
	}
}

// oneOf is a string out of a list.
type oneOf []string

func (values oneOf) check(v any, at path, issues *[]issue) {
	if s, ok := v.(string); !ok || !slices.Contains(values, s) {
		quoted := make([]string, len(values))
		for i, value := range values {
			quoted[i] = strconv.Quote(value)
		}
		*issues = append(*issues, issue{Code: "invalid_value", Values: values, Path: at,
			Message: "Invalid option: expected one of " + strings.Join(quoted, "|")})
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
