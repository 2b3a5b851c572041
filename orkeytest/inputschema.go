package orkeytest

import "slices"

// What POST /api/v1/chat/completions and POST /api/v1/responses take. Without strict nothing is asked of the body but
// that it is an object: what OpenRouter's providers make of odd values differs from one to the next.

func chatSchema(strict bool) schema {
	if !strict {
		return object{}
	}
	content := either{text, array{1, contentPart()}}
	message := func(role string, fields ...field) schema {
		return object(append(fields, field{"role", oneOf{role}}, field{"name", optional{text}}))
	}
	toolCall := object{{"id", text}, {"type", oneOf{"function"}}, {"function", object{{"name", text}, {"arguments", text}}}}
	messages := byField{"role", map[string]schema{
		"system":    message("system", field{"content", content}),
		"developer": message("developer", field{"content", content}),
		"user":      message("user", field{"content", content}),
		"assistant": message("assistant", field{"content", nullish{content}}, field{"tool_calls", optional{array{1, toolCall}}}),
		"tool":      message("tool", field{"content", content}, field{"tool_call_id", text}),
	}}
	return closed(slices.Concat(commonFields, []field{
		{"messages", array{1, messages}},
		{"max_completion_tokens", nullish{integer{}}},
		{"max_tokens", nullish{integer{}}},
		{"logit_bias", nullish{object{}}},
		{"logprobs", nullish{boolean}},
		{"min_p", nullish{number}},
		{"prediction", anything{}},
		{"reasoning_effort", nullish{oneOf{"max", "xhigh", "high", "medium", "low", "minimal", "none"}}},
		{"repetition_penalty", nullish{number}},
		{"response_format", optional{object{{"type", oneOf{"text", "json_object", "json_schema", "grammar", "python"}}}}},
		{"seed", nullish{integer{}}},
		{"stop", nullish{either{text, array{0, text}}}},
		{"stream_options", nullish{closed{{"include_usage", optional{boolean}}}}},
		{"usage", nullish{closed{{"include", optional{boolean}}}}},
		{"tools", optional{array{0, tool{}}}},
		{"top_a", nullish{number}},
	}))
}

func responsesSchema(strict bool) schema {
	if !strict {
		return object{}
	}
	item := object{
		{"type", optional{text}},
		{"role", optional{oneOf{"user", "system", "assistant", "developer"}}},
		{"content", nullish{either{text, array{0, object{{"type", text}}}}}},
	}
	return closed(slices.Concat(commonFields, []field{
		{"input", either{array{1, item}, text}},
		{"background", nullish{boolean}},
		{"include", nullish{array{0, text}}},
		{"instructions", nullish{text}},
		{"max_output_tokens", nullish{integer{}}},
		{"max_tool_calls", nullish{integer{}}},
		{"previous_response_id", anything{}},
		{"prompt", anything{}},
		{"safety_identifier", nullish{text}},
		{"store", nullish{boolean}},
		{"stream_options", anything{}},
		{"text", optional{object{}}},
		{"tools", optional{array{0, object{{"type", text}}}}},
		{"truncation", nullish{oneOf{"auto", "disabled"}}},
	}))
}

// commonFields are those that both endpoints have.
var commonFields = []field{
	{"cache_control", anything{}},
	{"debug", anything{}},
	{"frequency_penalty", nullish{number}},
	{"image_config", anything{}},
	{"metadata", nullish{object{}}},
	{"modalities", optional{array{0, text}}},
	{"model", optional{text}},
	{"models", optional{array{0, text}}},
	{"parallel_tool_calls", nullish{boolean}},
	{"plugins", optional{array{0, object{{"id", text}}}}},
	{"presence_penalty", nullish{number}},
	{"prompt_cache_key", nullish{text}},
	{"prompt_cache_options", anything{}},
	{"provider", nullish{object{}}},
	{"reasoning", nullish{object{}}},
	{"route", anything{}},
	{"service_tier", nullish{oneOf{"auto", "default", "fast", "flex", "priority", "scale"}}},
	{"session_id", optional{textUpTo(256)}},
	{"stop_server_tools_when", anything{}},
	{"stream", nullish{boolean}},
	{"temperature", nullish{number}},
	{"tool_choice", optional{either{object{{"type", text}}, oneOf{"auto", "none", "required"}}}},
	{"top_k", nullish{integer{}}},
	{"top_logprobs", nullish{integer{}}},
	{"top_p", nullish{number}},
	{"trace", anything{}},
	{"user", optional{textUpTo(256)}},
}

func contentPart() schema {
	return byField{"type", map[string]schema{
		"text":        object{{"text", text}},
		"image_url":   object{{"image_url", object{{"url", text}}}},
		"input_audio": object{{"input_audio", object{}}},
		"input_video": object{{"video_url", object{}}},
		"video_url":   object{{"video_url", object{}}},
		"file":        object{{"file", object{}}},
	}}
}

// tool is a function of the caller's, or one of OpenRouter's own tools, which are told by their type.
type tool struct{}

func (tool) check(v any, at path, issues *[]issue) {
	object{{"type", text}}.check(v, at, issues)
	if members, ok := v.(map[string]any); ok && members["type"] == "function" {
		object{{"function", object{
			{"name", textUpTo(64)},
			{"description", optional{text}},
			{"parameters", optional{object{}}},
		}}}.check(v, at, issues)
	}
}
