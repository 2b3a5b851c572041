package page

import (
	"net/http"
	"time"
)

// The live page and the stream behind it.
const (
	// LivePath is where [Live] is and where its forms are posted.
	LivePath = "/_emulator/"

	// EventsPath is the stream of server-sent events that the page's script listens to. It asks for it with ?after=SEQ
	// (SEQ: [LiveData.Seq]) and, when the connection broke, with the header Last-Event-ID, which wins. The stream sends
	// what changed after that number, then goes on. Each event has
	//
	//	id:    a number that only grows
	//	event: one of the Event constants
	//	data:  JSON on one line, as told there
	//
	// A stream that no longer has everything since the number asked for sends EventReset and then all it has.
	EventsPath = "/_emulator/events"
)

// The events of [EventsPath].
const (
	EventRecord = "record"  // a [Record], new or, by its ID, changed
	EventSignIn = "sign-in" // a [SignIn], new or, by its ID, changed
	EventState  = "state"   // the whole [State]
	EventReset  = "reset"   // all records and sign-ins are gone; data: {}
)

// FieldDo is the field of every form on the live page that says what to do: one of the Do constants. What was done is
// answered with a 303 to [LivePath], what cannot be done with [Live] and a [LiveData.Problem]. The page's script sends
// the same forms with fetch, and learns what changed by the stream.
const FieldDo = "do"

// The values of [FieldDo], each with the other fields of its form.
const (
	DoBehaviour   = "behaviour"    // value: observed or documented
	DoApprove     = "approve"      // value: ask, always or never
	DoAdvance     = "advance"      // value: a duration such as 10m, as [time.ParseDuration] reads it
	DoFault       = "fault"        // kind, path, status, delay, skip, serve: see [Fault]
	DoRemoveFault = "remove-fault" // value: Fault.ID
	DoDeleteKey   = "delete-key"   // value: Key.Hash
	DoReset       = "reset"        // nothing else
)

// FieldValue is the field that says what [FieldDo] is done with.
const FieldValue = "value"

// The further fields of the form with [DoFault].
const (
	FieldKind   = "kind"   // one of the Fault constants
	FieldPath   = "path"   // Fault.Path
	FieldStatus = "status" // Fault.Status; empty except for FaultStatus
	FieldDelay  = "delay"  // Fault.Delay; may be empty
	FieldSkip   = "skip"   // Fault.Skip; empty: 0
	FieldServe  = "serve"  // Fault.Serve; empty: 1
)

// Live answers w with the live page: what came in and went out, grouped by sign-in, and the emulator's switches.
// The status is 200, or 400 where d.Problem is set.
func Live(w http.ResponseWriter, d LiveData) error {
	return write(w, statusOf(d.Problem), livePage(d))
}

// LiveData is what [Live] shows.
type LiveData struct {
	// BaseURL is the emulator's own origin, such as http://localhost:8787.
	BaseURL string
	// Seq is the number of the last event that this data already reflects; the page asks the stream for those after it.
	Seq int64
	// SignIns are the sign-ins, newest first.
	SignIns []SignIn
	// Records are the requests, oldest first.
	Records []Record
	// State is everything that the switches show.
	State State
	// Paths are suggested for a fault's path.
	Paths []string
	// Problem says why what was posted cannot be done, in one line, Do by its [FieldDo] where: at the form of [DoFault],
	// else above the requests. May be empty.
	Problem, Do string
}

// SignIn is one sign-in, from the click to the key.
type SignIn struct {
	// ID names it, and is what its records carry.
	ID string `json:"id"`
	// App is the app's title ("localhost:3000"), Headless whether it has no callback.
	App      string `json:"app"`
	Headless bool   `json:"headless,omitempty"`
	// User is the name of the person, once there is one.
	User string `json:"user,omitempty"`
	// Step is how far it has come: one of the Step constants.
	Step string `json:"step"`
	// Began is when, by the emulator's clock.
	Began time.Time `json:"began"`
	// KeyHash is the hash of the key it led to, if it did.
	KeyHash string `json:"key_hash,omitempty"`
}

// How far a sign-in has come.
const (
	StepAsked      = "asked"      // the person looks at the consent page
	StepAuthorized = "authorized" // a code is out
	StepDenied     = "denied"     // the person said no
	StepExchanged  = "exchanged"  // the code became a key
	StepFailed     = "failed"     // refused: the callback URL, or the exchange
)

// Record is one request and its answer, secrets already covered.
type Record struct {
	// ID names it; later records have larger ones.
	ID int64 `json:"id"`
	// SignIn is the ID of the sign-in it belongs to; empty for none.
	SignIn string `json:"sign_in,omitempty"`
	// Time is when it came in, by the emulator's clock.
	Time time.Time `json:"time"`
	// Method and Path are of the request line; Path includes the query.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Status is that of the answer; 0 while there is none yet, or where the connection was reset instead.
	Status int `json:"status"`
	// Milliseconds is how long it took, by the real clock; 0 while it is under way.
	Milliseconds float64 `json:"ms"`
	// Done tells that nothing more will come.
	Done bool `json:"done"`
	// Note is what the emulator has to say about it, such as why it refused or which fault it played. May be empty.
	Note string `json:"note,omitempty"`

	Request Message `json:"request"`
	Answer  Message `json:"answer"`
}

// Message is the header and body of a request or an answer.
type Message struct {
	Header http.Header `json:"header"`
	Body   string      `json:"body,omitempty"`
	// Cut tells that Body is only the beginning of it.
	Cut bool `json:"cut,omitempty"`
}

// State is what the switches of the live page show.
type State struct {
	// Behaviour is observed or documented.
	Behaviour string `json:"behaviour"`
	// Approve is ask, always or never.
	Approve string `json:"approve"`
	// Now is the emulator's clock, Frozen whether it stands still.
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen,omitempty"`
	// Faults are the rules in force, in the order in which they are tried.
	Faults []Fault `json:"faults"`
	// Keys are those that were issued and not deleted, newest first.
	Keys []*Key `json:"keys"`
}

// Fault is a rule by which the emulator misbehaves: requests that match are skipped, then served with the fault, then
// answered as usual again.
type Fault struct {
	// ID names it.
	ID string `json:"id"`
	// Kind is one of the Fault constants, or a few words that say what else happens.
	Kind string `json:"kind"`
	// Method and Path say which requests match; empty: all of them.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// Model and KeyLabel restrict it to requests for a model, or with a key of that name; empty: do not.
	Model    string `json:"model,omitempty"`
	KeyLabel string `json:"key_label,omitempty"`
	// Status is that of the answer, with FaultStatus.
	Status int `json:"status,omitempty"`
	// Delay is how long to wait first, as [time.ParseDuration] reads it ("2s"). May be empty.
	Delay string `json:"delay,omitempty"`
	// Skip is how many matching requests still go untouched, Serve how many are then served the fault; below zero: all.
	Skip  int `json:"skip"`
	Serve int `json:"serve"`
}

// The kinds of faults.
const (
	FaultStatus      = "status"       // answer with a status of one's choice
	FaultDelay       = "delay"        // answer late, but as usual
	FaultHang        = "hang"         // never answer
	FaultReset       = "reset"        // reset the connection
	FaultTruncate    = "truncate"     // break the answer off in the middle
	FaultStreamError = "stream-error" // end a stream with an error
)
