package orkeytest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

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
