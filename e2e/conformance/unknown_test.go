package conformance_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// unknown returns JSON pointers to the members of v that no schema names: the
// document allows them, as JSON Schema does, but they are how an emulator drifts
// from what it emulates. v must be valid.
func unknown(s *jsonschema.Schema, v any) []string {
	return unknownIn([]*jsonschema.Schema{s}, v, "")
}

func unknownIn(schemas []*jsonschema.Schema, v any, pointer string) (found []string) {
	schemas = applicable(schemas, v)
	switch v := v.(type) {
	case map[string]any:
		named := slices.ContainsFunc(schemas, func(s *jsonschema.Schema) bool { return len(s.Properties) > 0 })
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner, open := members(schemas, name)
			here := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
			switch {
			case len(inner) > 0:
				found = append(found, unknownIn(inner, v[name], here)...)
			case named && !open:
				found = append(found, here)
			}
		}
	case []any:
		for i, item := range v {
			var inner []*jsonschema.Schema
			for _, s := range schemas {
				if s.Items2020 != nil {
					inner = append(inner, s.Items2020)
				}
			}
			found = append(found, unknownIn(inner, item, pointer+"/"+strconv.Itoa(i))...)
		}
	}
	return found
}

// members returns the schemas for a member of an object, and whether one of
// those for the object takes members of any name.
func members(schemas []*jsonschema.Schema, name string) (inner []*jsonschema.Schema, open bool) {
	for _, s := range schemas {
		if p := s.Properties[name]; p != nil {
			inner = append(inner, p)
			continue
		}
		switch additional := s.AdditionalProperties.(type) {
		case *jsonschema.Schema:
			inner, open = append(inner, additional), true
		case bool:
			open = open || additional
		}
	}
	return inner, open
}

// applicable resolves references and compositions: all the schemas that speak
// about v, of alternatives those that v satisfies.
func applicable(schemas []*jsonschema.Schema, v any) (all []*jsonschema.Schema) {
	var add func(s *jsonschema.Schema)
	add = func(s *jsonschema.Schema) {
		if s == nil || slices.Contains(all, s) {
			return
		}
		all = append(all, s)
		add(s.Ref)
		for _, part := range s.AllOf {
			add(part)
		}
		for _, alternative := range slices.Concat(s.AnyOf, s.OneOf) {
			if alternative.Validate(v) == nil {
				add(alternative)
			}
		}
	}
	for _, s := range schemas {
		add(s)
	}
	return all
}
