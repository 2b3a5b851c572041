package page

import (
	"net/http"
	"net/url"
	"time"
)

// ConsentPath is where the form of [Consent] is posted.
const ConsentPath = "/auth"

// The fields of the form that [Consent] posts, besides those in [ConsentData.Hidden]. Those that OpenRouter knows as
// parameters of the authorize page have the same names.
const (
	FieldDecision   = "decision"         // [DecisionAuthorize] or [DecisionDeny]: the button that was pressed
	FieldUser       = "user"             // the ID of the [User] who decides
	FieldLimit      = "limit"            // credit limit in USD as typed; empty for none
	FieldLimitReset = "usage_limit_type" // "", "daily", "weekly" or "monthly"
	FieldKeyLabel   = "key_label"        // only where ConsentData.KeyLabel was given
)

// The values of [FieldDecision].
const (
	DecisionAuthorize = "authorize"
	DecisionDeny      = "deny"
)

// User is a ready-made person of the emulator.
type User struct {
	ID   string // "user_…"
	Name string
	Note string // what is special about them, in a few words ("no credits"); may be empty
}

// Consent answers w with the consent page: the app wants a key, the person authorizes or denies.
// The status is 200, or 400 where a problem says why the form comes back.
func Consent(w http.ResponseWriter, d ConsentData) error {
	return writeWithForms(w, statusOf(d.Problem+d.LimitProblem), consentPage(d), formsLead)
}

// ConsentData is what [Consent] shows.
type ConsentData struct {
	// CallbackURL is where the person goes next, as the app gave it. Empty in headless mode.
	CallbackURL string
	// App is the app's title, which is also the default name of its key: "localhost:3000". Default: the host of CallbackURL.
	// In headless mode it is not shown: nothing vouches for it.
	App string
	// Users are the people to choose from, UserID the one who is signed in.
	Users  []User
	UserID string
	// KeyLabel is the name asked for the key, shown in a box if not empty. At most 100 characters.
	KeyLabel string
	// Limit prefills the credit limit, in USD, as the app or the person wrote it. May be empty or nonsense.
	Limit string
	// LimitReset is how often the limit starts afresh: "", "daily", "weekly" or "monthly".
	LimitReset string
	// ExpiresAt is when the key will expire. Zero: never.
	ExpiresAt time.Time
	// Workspace is the workspace the key will belong to, WorkspaceRequired whether the app insists on it.
	Workspace         string
	WorkspaceRequired bool
	// Hidden is the rest of the request, carried through the form. Names that the form has as fields of its own are left out.
	Hidden url.Values
	// Notes are words to the app's developer about this request ("No code_challenge: …"). May be empty.
	Notes []string
	// Problem says why what was posted cannot be done, in one line; LimitProblem what is wrong with the limit, beside its
	// field. May be empty.
	Problem      string
	LimitProblem string
}

// Headless answers w with the page that shows the code of a sign-in without a callback.
func Headless(w http.ResponseWriter, d HeadlessData) error {
	return write(w, http.StatusOK, headlessPage(d))
}

// HeadlessData is what [Headless] shows.
type HeadlessData struct {
	// Code is what the person takes back to the app. The page holds it as the text of the element with the id "code".
	Code string
	// Lifetime is how long the code can be exchanged. Default ten minutes.
	Lifetime time.Duration
}

// Conflict answers w with OpenRouter's own 409 page, where a callback URL with a bad host or port ends.
func Conflict(w http.ResponseWriter, d ConflictData) error {
	return write(w, http.StatusConflict, conflictPage(d))
}

// ConflictMessage is what OpenRouter says on its 409 page.
const ConflictMessage = "Failed to create or update app while creating auth code"

// ConflictData is what [Conflict] shows.
type ConflictData struct {
	// CallbackURL is the URL that was refused, as the app gave it.
	CallbackURL string
	// Reason says what is wrong with it and what would do, in a sentence. The real page keeps it to itself.
	Reason string
}

// Dashboard answers w with the page a signed-in person starts from, and where a sign-in with a custom scheme ends.
func Dashboard(w http.ResponseWriter, d DashboardData) error {
	return write(w, http.StatusOK, dashboardPage(d))
}

// DashboardData is what [Dashboard] shows.
type DashboardData struct {
	// User is who is signed in.
	User User
	// Keys are the person's keys, newest first.
	Keys []Key
	// DroppedCallback is the callback URL that was silently dropped for its scheme. Empty: none was.
	DroppedCallback string
}
