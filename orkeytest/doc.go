// Package orkeytest is a local OpenRouter: the consent page, the exchange, the key and inference endpoints, good enough
// that OpenRouter's own SDKs and other people's clients can't tell. It is to a sign-in what net/http/httptest is to a
// handler. Nothing of it leaves the machine and nothing costs money.
//
// # In a test
//
// [NewServer] starts an emulator for the length of a test. Its URL is the base URL for the client under test, and
// [Emulator.Approve] does what the person does, without a browser:
//
//	openrouter := orkeytest.NewServer(t)
//	client := &orkey.Client{BaseURL: openrouter.URL}
//	attempt, url, err := client.Begin(orkey.Request{CallbackURL: "http://localhost:3000/callback"})
//	…
//	callback, err := openrouter.Approve(url)
//
// A test that only needs a key makes one with [Emulator.NewKey]. A test with a real browser opens the URL and presses the
// buttons of the page. Servers are independent of each other: parallel tests each start their own. The [Emulator] itself
// is an http.Handler and can be used without a listener.
//
// # Behaviours
//
// Where OpenRouter's documentation and what integrators measured differ, [Config.Behaviour] chooses; default is
// [Observed]. The exchange, POST /api/v1/auth/keys, answers:
//
//	                                 observed                            documented
//	unknown or spent code,           400 "Invalid code"                  403 "Invalid code or code_verifier"
//	  wrong verifier
//	expired code                     400 "Invalid code"                  403 "Authorization code expired"
//	other method than at authorize   400 "Invalid code_challenge_method" the same
//	no code, bad value of a method   400 ZodError                        400 in the usual envelope
//	body is not JSON                 400 text/plain                      400 in the usual envelope
//	GET                              404                                 405
//
// The code is checked before the method. A method that is left out is another one than S256; a code that was issued
// without a challenge needs neither verifier nor method. Codes are good for ten minutes and for one exchange; a refused
// exchange does not spend the code. Oddities that only some deployments show are in [Config.Quirks].
//
// A callback URL must be https on port 443 or 3000, or http on localhost or 127.0.0.1. Another host or port ends on the
// page "409 Failed to create or update app while creating auth code" once the person has authorized; a custom scheme is
// dropped and the person lands on the dashboard. Without a callback URL the page shows the code (headless mode).
//
// GET /api/v1/key tells every field that OpenRouter's SDKs insist on. The label it tells is the covered key, as
// OpenRouter does, not the name of the key. Keys begin with [KeyPrefix] and are otherwise shaped like real ones.
//
// # Models and limits
//
// POST /api/v1/chat/completions and /api/v1/responses answer, streamed or not, with an echo of the last thing the user
// said: the same answer to the same prompt. Requests with tools are accepted; tools are never called. What an answer
// costs counts against the limit of its key and the credits of its owner, and 402 with metadata.limit_source follows when
// either is spent. Any model is answered; these have a meaning of their own:
//
//	emulator/echo          cheap
//	emulator/echo:free     free, as every model whose name ends so
//	emulator/expensive     a cent a token, to see a limit spent
//	emulator/long          400 tokens, to see a stream stopped
//
// # Faults
//
// [Emulator.Inject] makes the emulator misbehave by rules: which requests, how many to skip, how many to affect, and how.
// Faults can also be provoked by hand, with a model of this name, on both endpoints:
//
//	emulator/error-NNN          the status NNN, 400 to 599, in OpenRouter's envelope
//	emulator/hang               no answer
//	emulator/reset              the connection is reset
//	emulator/truncate           the answer, or the stream, breaks off in the middle
//	emulator/slow               two seconds until the answer begins, then four tokens a second
//	emulator/html               502 with a page of HTML, as from a proxy on the way
//	emulator/empty              200 {}, an answer with nothing in it
//	emulator/midstream-error    the stream ends with an error
//	emulator/no-done            the stream ends without [DONE]
//	emulator/credits            402, the account has no credits
//	emulator/key-limit          402, the key's limit is spent
//	emulator/in-flight-budget   402, worth a retry
//
// and, for the sign-in, with a key label of this name, which the app asks for or the person types on the consent page:
//
//	emulator:exchange-FAULT     one of the faults above, when the code is exchanged: emulator:exchange-hang
//	emulator:key-FAULT          the same at GET /api/v1/key: emulator:key-error-503
//	emulator:chat-FAULT         the same at both inference endpoints, for any model
//	emulator:denied             the person denies, before they are asked
//	emulator:expired-code       the code has expired
//	emulator:deleted-key        the key is deleted as soon as it is made
//	emulator:spent-key          the key has a limit of one dollar, and it is spent
//
// # Time
//
// The emulator's clock is shifted by [Emulator.Advance] and [Emulator.SetTime], and ticks on. Codes and keys expire and
// limits start afresh by it: days at midnight UTC, weeks on Monday, months on the first. Delays are in real time, so in a
// testing/synctest bubble they cost none.
//
// # What is remembered
//
// [Emulator.Requests] is the log of requests, each with its answer and the sign-in it was part of, secrets covered.
// Memory stays the same however long the emulator runs: see [Config.MaxKeys] and [Config.MaxRequests].
//
// # Over HTTP
//
// Programs that are not written in Go steer the emulator under /_emulator/, where there is also a page for people that
// shows live what comes in and goes out, and has the switches. Bodies are JSON, those of errors {"error": "…"}: 400 for
// what is wrong, 403 for pages of other sites, 404 for what is not there (any more), 405 for another method.
//
//	POST   /_emulator/approve      {"url", "user_id", "key_label", "limit", "limit_reset"}, all but url optional
//	                               → {"callback_url", "code"}; in headless mode {"code"} alone
//	POST   /_emulator/deny         {"url"} → {"callback_url"}, in headless mode 204
//	GET    /_emulator/settings     → {"behaviour", "approve", "quirks", "strict", "token_delay", "users"}
//	PATCH  /_emulator/settings     any of these → the settings now; users are replaced as a whole
//	GET    /_emulator/clock        → {"now"}
//	POST   /_emulator/clock        {"advance": "10m"} or {"set": "2027-01-31T12:00:00Z"} → {"now"}
//	GET    /_emulator/faults       → [{"id", "served", "fault"}]
//	POST   /_emulator/faults       a [Fault], durations as in "1.5s" → {"id", "served", "fault"}
//	DELETE /_emulator/faults[/ID]  → 204
//	GET    /_emulator/keys         → [KeyInfo]
//	POST   /_emulator/keys         a [KeySpec] → {"key", "hash"}
//	DELETE /_emulator/keys/HASH    → 204
//	GET    /_emulator/requests     → [Record]
//	POST   /_emulator/reset        → 204
//	GET    /_emulator/events       server-sent events: record, sign-in, state, reset
//
// These routes answer under localhost and loopback addresses, and under the names in [Config.Hosts], so that a site
// cannot reach them by DNS rebinding; and they refuse what a page of another origin sends.
package orkeytest
