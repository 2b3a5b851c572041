package conformance_test

import "strings"

// Which key a request is sent with.
const (
	noKey      = ""
	goodKey    = "good"    // without a limit
	limitedKey = "limited" // to a dollar a week, for an hour
	spentKey   = "spent"   // has used up its limit
	poorKey    = "poor"    // of a person without credits
	deadKey    = "dead"    // deleted
	foreignKey = "foreign" // never made here
)

// A question is asked of the emulator in both behaviours.
type question struct {
	name string
	line string // method and path below /api/v1
	key  string
	body string // {code} and the like stand for what [scene.fill] makes

	// The statuses to be had, as observed and as documented.
	observed, documented int

	// departs says why the answer as observed is not as documented, where it is not.
	departs string
}

const (
	exchangeBody = `{"code": "{code}", "code_verifier": "{verifier}", "code_challenge_method": "S256"}`
	createBody   = `{"callback_url": "https://app.example/callback", "code_challenge": "{challenge}", "code_challenge_method": "S256",
		"key_label": "A key", "limit": 2.5, "usage_limit_type": "monthly", "expires_at": "2100-01-01T00:00:00Z"}`
	chatBody      = `{"model": "{model}", "messages": [{"role": "user", "content": "Hello, you"}]}`
	chatStream    = `{"model": "{model}", "messages": [{"role": "user", "content": "Hello, you"}], "stream": true}`
	chatUsage     = `{"model": "{model}", "messages": [{"role": "user", "content": "Hello, you"}], "stream": true, "stream_options": {"include_usage": true}}`
	responsesBody = `{"model": "{model}", "input": "Hello, you"}`
	responsesTurn = `{"model": "{model}", "instructions": "Be brief.", "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}]}`
	responsesSSE  = `{"model": "{model}", "input": "Hello, you", "stream": true}`
)

const (
	zod  = "a request that breaks its schema was seen to be answered by a ZodError, in an envelope of its own"
	text = "malformed JSON was seen to be answered in plain text"
)

var questions = []question{
	{"exchange", "POST /auth/keys", noKey, exchangeBody, 200, 200, ""},
	{"exchange without method", "POST /auth/keys", noKey, `{"code": "{code}", "code_verifier": "{verifier}"}`, 400, 400, ""},
	{"exchange of a plain code", "POST /auth/keys", noKey, `{"code": "{plain}", "code_verifier": "{verifier}", "code_challenge_method": "plain"}`, 200, 200, ""},
	{"exchange of a code without challenge", "POST /auth/keys", noKey, `{"code": "{unchallenged}"}`, 200, 200, ""},
	{"exchange that tells no user", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{code}", "{shy}", 1), 200, 200, ""},
	{"exchange of no code", "POST /auth/keys", noKey, `{"code_verifier": "{verifier}"}`, 400, 400, zod},
	{"exchange of an unknown code", "POST /auth/keys", noKey, `{"code": "unknown", "code_verifier": "{verifier}"}`, 400, 403, ""},
	{"exchange of a spent code", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{code}", "{spent}", 1), 400, 403, ""},
	{"exchange of an expired code", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{code}", "{expired}", 1), 400, 403, ""},
	{"exchange by another verifier", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "{verifier}", "{other}", 1), 400, 403, ""},
	{"exchange by another method", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "S256", "plain", 1), 400, 400, ""},
	{"exchange by no method known", "POST /auth/keys", noKey, strings.Replace(exchangeBody, "S256", "S512", 1), 400, 400, zod},
	{"exchange of what is no JSON", "POST /auth/keys", noKey, `{"code":`, 400, 400, text},

	{"create a code", "POST /auth/keys/code", goodKey, createBody, 200, 200, ""},
	{"create a code without key", "POST /auth/keys/code", noKey, createBody, 401, 401, ""},
	{"create a code without callback", "POST /auth/keys/code", goodKey, `{}`, 400, 400, zod},
	{"create a code for a bad callback", "POST /auth/keys/code", goodKey, `{"callback_url": "http://app.example/"}`, 409, 409, ""},
	{"create a code by no JSON", "POST /auth/keys/code", goodKey, `[`, 400, 400, text},

	{"key", "GET /key", goodKey, "", 200, 200, ""},
	{"key with a limit", "GET /key", limitedKey, "", 200, 200, ""},
	{"key that is spent", "GET /key", spentKey, "", 200, 200, ""},
	{"key without credits", "GET /key", poorKey, "", 200, 200, ""},
	{"no key", "GET /key", noKey, "", 401, 401, ""},
	{"deleted key", "GET /key", deadKey, "", 401, 401, ""},
	{"foreign key", "GET /key", foreignKey, "", 401, 401, ""},
	{"key by its other path", "GET /auth/key", goodKey, "", 200, 200, ""},
	{"credits", "GET /credits", goodKey, "", 403, 403, ""},
	{"credits without key", "GET /credits", noKey, "", 401, 401, ""},

	{"models", "GET /models", goodKey, "", 200, 200, ""},
	{"models without key", "GET /models", noKey, "", 200, 200, ""},

	{"chat", "POST /chat/completions", goodKey, chatBody, 200, 200, ""},
	{"chat, streamed", "POST /chat/completions", goodKey, chatStream, 200, 200, ""},
	{"chat, streamed with usage", "POST /chat/completions", goodKey, chatUsage, 200, 200, ""},
	{"chat, streamed, failing", "POST /chat/completions", goodKey, strings.Replace(chatStream, "{model}", "emulator/midstream-error", 1), 200, 200, ""},
	{"chat without messages", "POST /chat/completions", goodKey, `{"model": "{model}"}`, 400, 400, ""},
	{"chat by no JSON", "POST /chat/completions", goodKey, `nonsense`, 400, 400, text},
	{"chat without key", "POST /chat/completions", noKey, chatBody, 401, 401, ""},
	{"chat with a deleted key", "POST /chat/completions", deadKey, chatBody, 401, 401, ""},
	{"chat with a spent key", "POST /chat/completions", spentKey, chatBody, 402, 402, ""},
	{"chat without credits", "POST /chat/completions", poorKey, chatBody, 402, 402, ""},
	{"chat, streamed, without credits", "POST /chat/completions", poorKey, chatStream, 402, 402, ""},

	{"responses", "POST /responses", goodKey, responsesBody, 200, 200, ""},
	{"responses to messages", "POST /responses", goodKey, responsesTurn, 200, 200, ""},
	{"responses, streamed", "POST /responses", goodKey, responsesSSE, 200, 200, ""},
	{"responses, streamed, failing", "POST /responses", goodKey, strings.Replace(responsesSSE, "{model}", "emulator/midstream-error", 1), 200, 200, ""},
	{"responses without key", "POST /responses", noKey, responsesBody, 401, 401, ""},
	{"responses with a spent key", "POST /responses", spentKey, responsesBody, 402, 402, ""},
	{"responses by no JSON", "POST /responses", goodKey, `nonsense`, 400, 400, text},
}
