package orkeytest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// array is an array of at least so many items.
type array struct {
	atLeast int
	item    schema
}

func (a array) check(v any, at path, issues *[]issue) {
	items, ok := v.([]any)
	if !ok {
		wrongType("array", v, at, issues)
		return
	}
	if len(items) < a.atLeast {
		bound := float64(a.atLeast)
		*issues = append(*issues, issue{Origin: "array", Code: "too_small", Minimum: &bound, Inclusive: true, Path: at,
			Message: "Too small: expected array to have >=" + strconv.Itoa(a.atLeast) + " items"})
	}
	for i, v := range items {
		a.item.check(v, at.to(i), issues)
	}
}

// field is a member of an object.
type field struct {
	name string
	schema
}

// object has the fields given. Others are overlooked.
type object []field

func (o object) check(v any, at path, issues *[]issue) {
	members, ok := v.(map[string]any)
	if !ok {
		wrongType("object", v, at, issues)
		return
	}
	for _, f := range o {
		member, ok := members[f.name]
		if !ok {
			member = absent{}
		}
		f.schema.check(member, at.to(f.name), issues)
	}
}

// closed has the fields given, and no others.
type closed []field

func (o object) closedIf(strict bool) schema {
	if strict {
		return closed(o)
	}
	return o
}

func (c closed) check(v any, at path, issues *[]issue) {
	object(c).check(v, at, issues)
	var unknown []string
	members, _ := v.(map[string]any)
	for name := range members {
		if !slices.ContainsFunc(c, func(f field) bool { return f.name == name }) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return
	}
	slices.Sort(unknown)
	quoted := make([]string, len(unknown))
	for i, name := range unknown {
		quoted[i] = strconv.Quote(name)
	}
	message := "Unrecognized key: "
	if len(unknown) > 1 {
		message = "Unrecognized keys: "
	}
	*issues = append(*issues, issue{Code: "unrecognized_keys", Keys: unknown, Path: at, Message: message + strings.Join(quoted, ", ")})
}

// either is a value that one of the schemas accepts. What is wrong is told by the last.
type either []schema

func (e either) check(v any, at path, issues *[]issue) {
	var last []issue
	for _, s := range e {
		last = nil
		if s.check(v, at, &last); len(last) == 0 {
			return
		}
	}
	*issues = append(*issues, last...)
}

// byField is an object whose schema is chosen by one of its fields, such as a message by its role.
type byField struct {
	name    string
	schemas map[string]schema
}

func (b byField) check(v any, at path, issues *[]issue) {
	members, _ := v.(map[string]any)
	kind, _ := members[b.name].(string)
	s, ok := b.schemas[kind]
	if !ok {
		s = object{{b.name, oneOf(slices.Sorted(maps.Keys(b.schemas)))}}
	}
	s.check(v, at, issues)
}
