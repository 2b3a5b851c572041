// Package page holds the HTML pages of the emulator: what the person sees when an app sends them to a local OpenRouter,
// and the live page where a developer watches and steers it.
//
// Every page is one function that takes a typed struct and answers an [http.ResponseWriter]:
//
//	GET  /auth                     [Consent], or [Conflict] for a callback URL that OpenRouter refuses
//	POST /auth                     the form of Consent (fields: the Field constants); without a callback it ends on
//	                               [Headless], with a custom scheme on [Dashboard]
//	GET  /                         [Dashboard]
//	GET  /logs?api_key_hash=HASH   [Logs]
//	GET  /keys/HASH                [KeyPage]
//	POST /keys/HASH                the forms of KeyPage: set its limit or delete it, then redirect (303) to GET
//	GET  /_emulator/               [Live]
//	POST /_emulator/               the forms of Live (field do: the Do constants), then redirect (303) to GET
//	GET  /_emulator/events         server-sent events that keep Live up to date, see [EventsPath]
//	GET  /_emulator/assets/        [Assets]: stylesheet, scripts, icon
//	anything that fails            [Error]
//
// The structs hold plain text, attacker-controlled text too (callback URLs, labels, bodies), which is escaped. Secrets are
// the caller's business: nothing here redacts.
//
// The only errors are those of the ResponseWriter. Pages carry a Content-Security-Policy without any inline script or style, work without script, and ask
// nothing of any other origin.
package page

import "net/http"

// Error answers w with a page for a failure that the person who looks at it should understand.
func Error(w http.ResponseWriter, d ErrorData) error {
	if d.Status == 0 {
		d.Status = http.StatusInternalServerError
	}
	if d.Title == "" {
		d.Title = http.StatusText(d.Status)
	}
	return write(w, d.Status, errorPage(d))
}

// ErrorData is what [Error] shows.
type ErrorData struct {
	// Status is the HTTP status of the answer. Default 500.
	Status int
	// Title says what happened, in a few words without a full stop. Default: the standard text of Status.
	Title string
	// Message says it in a sentence. May be empty.
	Message string
	// Hint says what to do next. May be empty.
	Hint string
}
