package orkeytest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Faults can be provoked by hand: by asking for a model of the emulator, or by the name that a key is given on the
// consent page. See the package documentation for the list.
const (
	modelPrefix = "emulator/"
	labelPrefix = "emulator:"
)

// Labels that are about the decision, the code and the key themselves.
const (
	labelDenied      = labelPrefix + "denied"       // the person says no at once
	labelExpiredCode = labelPrefix + "expired-code" // the code is as old as one gets
	labelDeletedKey  = labelPrefix + "deleted-key"  // the key is deleted as soon as it is made
	labelSpentKey    = labelPrefix + "spent-key"    // the key has a limit that is used up
)

// faultNames are the faults that have a name, besides error-NNN.
var faultNames = [...]string{
	"hang", "reset", "truncate", "slow", "html", "empty", "midstream-error", "no-done",
	"credits", "key-limit", "in-flight-budget",
}

// namedFault returns the fault of a name.
func namedFault(name string) (Fault, bool) {
	f := Fault{Name: name}
	switch name {
	case "hang":
		f.Hang = true
	case "reset":
		f.ResetConnection = true
	case "truncate":
		f.Truncate = true
	case "slow":
		f.Delay, f.TokenDelay = 2*time.Second, 250*time.Millisecond
	case "html": // a proxy on the way
		f.Status, f.ContentType = http.StatusBadGateway, "text/html"
		f.Body = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n"
	case "empty":
		f.Status, f.Body = http.StatusOK, "{}"
	case "midstream-error":
		f.StreamError = true
	case "no-done":
		f.NoDone = true
	case "credits":
		f.Status, f.LimitSource = http.StatusPaymentRequired, outOfCredits
	case "key-limit":
		f.Status, f.LimitSource = http.StatusPaymentRequired, keyLimit
	case "in-flight-budget":
		f.Status, f.LimitSource = http.StatusPaymentRequired, inFlightBudget
	default:
		status, err := strconv.Atoi(strings.TrimPrefix(name, "error-"))
		if err != nil || status < 400 || status > 599 {
			return Fault{}, false
		}
		f.Status = status
	}
	return f, true
}

// named returns the fault that the model or the label of the request asks for, or nil.
func (c *call) named() *Fault {
	name, ok := strings.CutPrefix(c.entry.model, modelPrefix)
	if !ok {
		name, ok = strings.CutPrefix(c.entry.label, labelPrefix)
		if ok {
			name, ok = strings.CutPrefix(name, endpointName(c.entry.path)+"-")
		}
	}
	if !ok {
		return nil
	}
	f, ok := namedFault(name)
	if !ok {
		return nil
	}
	return &f
}

// endpointName is what a label calls an endpoint.
func endpointName(path string) string {
	switch path {
	case "/api/v1/auth/keys":
		return "exchange"
	case "/api/v1/key", "/api/v1/auth/key":
		return "key"
	case "/api/v1/chat/completions", "/api/v1/responses":
		return "chat"
	}
	return "?"
}

// labelAge is how old a code is when it is issued.
func labelAge(label string) time.Duration {
	if label == labelExpiredCode {
		return codeLifetime
	}
	return 0
}

// applyLabel does to a new key what its label asks for.
func (k *key) applyLabel(now time.Time) {
	switch k.label {
	case labelDeletedKey:
		k.deleted = true
	case labelSpentKey:
		k.limit, k.limited = dollar, true
		k.spent.add(now, dollar)
	}
}
