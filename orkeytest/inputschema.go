package orkeytest

// What POST /api/v1/chat/completions and POST /api/v1/responses take. Without strict nothing is asked of the body but
// that it is an object: what OpenRouter's providers make of odd values differs from one to the next.

func chatSchema(strict bool) schema {
	if !strict {
		return object(false)
	}
	content := either(text, array(1, contentPart()))
	message := func(role string, fields ...field) schema {
		return object(false, append(fields, field{"role", oneOf(role)}, field{"name", optional(text)})...)
	}
	toolCall := object(false, field{"id", text}, field{"type", oneOf("function")},
		field{"function", object(false, field{"name", text}, field{"arguments", text})})
	messages := byField("role", map[string]schema{
		"system":    message("system", field{"content", content}),
		"developer": message("developer", field{"content", content}),
		"user":      message("user", field{"content", content}),
		"assistant": message("assistant", field{"content", nullish(content)}, field{"tool_calls", optional(array(1, toolCall))}),
		"tool":      message("tool", field{"content", content}, field{"tool_call_id", text}),
	})
	return object(true, append(commonFields(),
		field{"messages", array(1, messages)},
		field{"max_completion_tokens", nullish(integer)},
		field{"max_tokens", nullish(integer)},
		field{"logit_bias", nullish(object(false))},
		field{"logprobs", nullish(boolean)},
		field{"min_p", nullish(number)},
		field{"prediction", anything},
		field{"reasoning_effort", nullish(oneOf("max", "xhigh", "high", "medium", "low", "minimal", "none"))},
		field{"repetition_penalty", nullish(number)},
		field{"response_format", optional(object(false,
			field{"type", oneOf("text", "json_object", "json_schema", "grammar", "python")}))},
		field{"seed", nullish(integer)},
		field{"stop", nullish(either(text, array(0, text)))},
		field{"stream_options", nullish(object(true, field{"include_usage", optional(boolean)}))},
		field{"usage", nullish(object(true, field{"include", optional(boolean)}))},
		field{"tools", optional(array(0, chatTool()))},
		field{"top_a", nullish(number)},
	)...)
}

func responsesSchema(strict bool) schema {
	if !strict {
		return object(false)
	}
	item := object(false,
		field{"type", optional(text)},
		field{"role", optional(oneOf("user", "system", "assistant", "developer"))},
		field{"content", nullish(either(text, array(0, object(false, field{"type", text}))))},
	)
	return object(true, append(commonFields(),
		field{"input", either(array(1, item), text)},
		field{"background", nullish(boolean)},
		field{"include", nullish(array(0, text))},
		field{"instructions", nullish(text)},
		field{"max_output_tokens", nullish(integer)},
		field{"max_tool_calls", nullish(integer)},
		field{"previous_response_id", anything},
		field{"prompt", anything},
		field{"safety_identifier", nullish(text)},
		field{"store", nullish(boolean)},
		field{"stream_options", anything},
		field{"text", optional(object(false))},
		field{"tools", optional(array(0, object(false, field{"type", text})))},
		field{"truncation", nullish(oneOf("auto", "disabled"))},
	)...)
}

// commonFields are those that both endpoints have.
func commonFields() []field {
	return []field{
		{"cache_control", anything},
		{"debug", anything},
		{"frequency_penalty", nullish(number)},
		{"image_config", anything},
		{"metadata", nullish(object(false))},
		{"modalities", optional(array(0, text))},
		{"model", optional(text)},
		{"models", optional(array(0, text))},
		{"parallel_tool_calls", nullish(boolean)},
		{"plugins", optional(array(0, object(false, field{"id", text})))},
		{"presence_penalty", nullish(number)},
		{"prompt_cache_key", nullish(text)},
		{"prompt_cache_options", anything},
		{"provider", nullish(object(false))},
		{"reasoning", nullish(object(false))},
		{"route", anything},
		{"service_tier", nullish(oneOf("auto", "default", "fast", "flex", "priority", "scale"))},
		{"session_id", optional(textUpTo(256))},
		{"stop_server_tools_when", anything},
		{"stream", nullish(boolean)},
		{"temperature", nullish(number)},
		{"tool_choice", optional(either(object(false, field{"type", text}), oneOf("auto", "none", "required")))},
		{"top_k", nullish(integer)},
		{"top_logprobs", nullish(integer)},
		{"top_p", nullish(number)},
		{"trace", anything},
		{"user", optional(textUpTo(256))},
	}
}

func contentPart() schema {
	return byField("type", map[string]schema{
		"text":        object(false, field{"text", text}),
		"image_url":   object(false, field{"image_url", object(false, field{"url", text})}),
		"input_audio": object(false, field{"input_audio", object(false)}),
		"input_video": object(false, field{"video_url", object(false)}),
		"video_url":   object(false, field{"video_url", object(false)}),
		"file":        object(false, field{"file", object(false)}),
	})
}

// chatTool is a function of the caller's, or one of OpenRouter's own tools, which are told by their type.
func chatTool() schema {
	function := object(false, field{"function", object(false,
		field{"name", textUpTo(64)},
		field{"description", optional(text)},
		field{"parameters", optional(object(false))},
	)})
	return func(v any, at path, issues *[]issue) {
		object(false, field{"type", text})(v, at, issues)
		if tool, ok := v.(map[string]any); ok && tool["type"] == "function" {
			function(v, at, issues)
		}
	}
}
