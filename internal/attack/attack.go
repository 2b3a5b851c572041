// Package attack tries on a gateway what other people's gateways fell for, from
// outside, by its URL: the tests of package gateway and of the command run it, and
// `orkey proxy doctor` runs it against a live deployment.
package attack

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"strings"
)

// A Target is a gateway under attack.
type Target struct {
	// URL is the public one, without a slash at the end.
	URL string

	// Address is where to connect, as HOST:PORT. Default: as the URL says.
	Address string

	// TLS is for an https URL.
	TLS *tls.Config

	// Approve does what a person does at OpenRouter: it takes the URL they were
	// sent to, and returns the one they come back to. Without it only Session is
	// signed in.
	Approve func(authorizeURL string) (callbackURL string, err error)

	// Session is the Cookie header of somebody who is signed in, for targets
	// without Approve.
	Session string

	// Echo is a path that is answered by [App], or by a page that shows the
	// headers of the request as JSON, {"header": {"Name": ["value"]}}. Empty if
	// the app has none.
	Echo string

	// Open is a path below which everything is open to everybody, with a slash at
	// the end. Empty if there is none.
	Open string
}

// An Attack is one thing that gateways fell for.
type Attack struct {
	// Point is the number of the test of package attacks, in e2e, that runs it.
	Point int

	// Name says what must hold.
	Name string

	// Needs says what the target must have for it to be tried.
	Needs Needs

	try func(ctx context.Context, t *trial) error
}

// Needs are what an attack needs of a target.
type Needs int

// The needs.
const (
	NeedsApprove  Needs = 1 << iota // Approve
	NeedsPerson                     // Approve or Session
	NeedsEcho                       // Echo
	NeedsApp                        // that Echo is [App]
	NeedsOpen                       // Open
	NeedsOpenEcho                   // Echo, also below Open
)

// Lacks returns what a target lacks for an attack, in words, or "".
func (t *Target) Lacks(a Attack) string {
	for _, need := range []struct {
		Needs
		met  bool
		word string
	}{
		{NeedsApprove, t.Approve != nil, "somebody who signs in"},
		{NeedsPerson, t.Approve != nil || t.Session != "", "somebody who is signed in"},
		{NeedsEcho, t.Echo != "", "a page that shows the headers it was sent"},
		{NeedsApp, t.Echo == AppEcho, "an app made for it"},
		{NeedsOpen, t.Open != "", "a path that is open to everybody"},
		{NeedsOpenEcho, t.openEcho() != "", "a page that shows the headers it was sent, on a path that is open to everybody"},
	} {
		if a.Needs&need.Needs != 0 && !need.met {
			return need.word
		}
	}
	return ""
}

// openEcho is the path of an Echo that everybody can ask, or "".
func (t *Target) openEcho() string {
	switch {
	case t.Open == "" || t.Echo == "":
		return ""
	case t.Echo == AppEcho: // which is everywhere
		return t.Open + "echo"
	case strings.HasPrefix(t.Echo, t.Open):
		return t.Echo
	}
	return ""
}

// All returns the attacks.
func All() []Attack {
	return []Attack{
		{1, "no header can claim an identity", NeedsPerson | NeedsEcho, reservedHeaders},
		{1, "on an open path, too, no header can claim an identity", NeedsOpenEcho, reservedHeadersOfNobody},
		{2, "forward authentication always tells who it is, and never wrongly", NeedsPerson, verifyIdentity},
		{3, "no page can read the key", NeedsPerson, keyUnreadable},
		{4, "forwarded headers from strangers are not believed", NeedsPerson | NeedsEcho, forwardedHeaders},
		{4, "the app is told the public address", NeedsPerson | NeedsEcho, toldAddress},
		{4, "redirects lead to the public URL, whatever the headers say", 0, forwardedRedirects},
		{5, "other hosts are not served", 0, otherHosts},
		{5, "the app is told the public host, whatever the request says", NeedsPerson | NeedsApp, toldHost},
		{6, "open paths open nothing else", NeedsOpen, skippedPaths},
		{6, "nothing is served without a sign-in", 0, closedPaths},
		{6, "CONNECT and TRACE do not reach the app", NeedsPerson, unservedMethods},
		{7, "sign-in and sign-out lead nowhere else", 0, openRedirects},
		{7, "a sign-in that is finished leads nowhere else", NeedsApprove, returnPaths},
		{8, "no other site can sign out, and a sign-out ends the session", NeedsApprove, signOut},
		{9, "a callback that was not begun here signs nobody in", 0, forgedCallback},
		{9, "somebody else's callback signs nobody in", NeedsApprove, foreignCallback},
		{9, "every sign-in makes a new session", NeedsApprove, sessionFixation},
		{10, "ten tabs sign in at once", NeedsApprove, tenTabs},
		{10, "only navigations begin a sign-in", 0, onlyNavigations},
		{11, "a callback that is loaded twice lands signed in", NeedsApprove, callbackTwice},
		{12, "a malformed cookie signs nobody in", 0, malformedCookies},
		{12, "a cookie that was changed signs nobody in", NeedsPerson, changedCookie},
		{12, "of two cookies the valid one counts", NeedsPerson, twoCookies},
		{13, "a sealed value works for one purpose only", NeedsApprove, otherPurpose},
		{14, "the app gets none of the gateway's cookies", NeedsPerson | NeedsEcho, ownCookies},
		{14, "the app sets none of the gateway's cookies", NeedsPerson | NeedsApp, appSetsCookies},
		{15, "WebSockets and event streams pass through without delay", NeedsPerson | NeedsApp, streams},
		{15, "WebSockets and fetches get 401, not a redirect", 0, notRedirected},
		{15, "no other protocol can be switched to", NeedsPerson | NeedsApp, otherProtocols},
		{16, "pages escape what strangers send, and are not cached", 0, pages},
		{17, "a denial is reported as one", 0, denial},
		{8, "what is sent to an ended session is not sent again as something else", 0, endedSession},
	}
}

// host is the host of the public URL.
func (t *Target) host() string {
	u, err := url.Parse(t.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// isPublic reports whether a Location leads to the target.
func (t *Target) isPublic(location string) bool {
	return location == t.URL || strings.HasPrefix(location, t.URL+"/") ||
		strings.HasPrefix(location, "/") && !strings.HasPrefix(location, "//") && !strings.HasPrefix(location, `/\`)
}

// isServed reports whether an answer may be the app's. Those of the gateway to
// nobody are not.
func isServed(a answer) bool {
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusBadRequest, http.StatusMisdirectedRequest:
		return false
	case http.StatusSeeOther, http.StatusFound:
		return !strings.Contains(a.header.Get("Location"), "/login")
	}
	return true
}
