package page

import "fmt"

// liveView is LiveData as the template wants it.
type liveView struct {
	LiveData
	Groups    []group
	Approve   liveSwitch
	Behaviour liveSwitch
	Events    string // URL of the stream
	Blank     blank
}

// group is a sign-in with its records. The one without an ID has those outside any sign-in.
type group struct {
	SignIn
	Records []Record
}

// liveSwitch is one form of buttons, of which one is pressed.
type liveSwitch struct {
	Do, Name, Pressed string
	Choices           []choice
}

// choice is one of the values a person can pick.
type choice struct{ Value, Name string }

// namedMessage knows the member of [Record] that it is, for the script.
type namedMessage struct {
	Message
	Member string
}

// blank holds what the script clones: every part with nothing in it.
type blank struct {
	Group  group
	Record Record
	Fault  Fault
	Key    Key
}

func newLiveView(d LiveData) liveView {
	return liveView{
		LiveData: d,
		Groups:   groups(d),
		Approve: liveSwitch{DoApprove, "Consent", d.State.Approve, []choice{
			{"ask", "Ask"}, {"always", "Always yes"}, {"never", "Always no"},
		}},
		Behaviour: liveSwitch{DoBehaviour, "Behaviour", d.State.Behaviour, []choice{
			{"observed", "Observed"}, {"documented", "Documented"},
		}},
		Events: fmt.Sprintf("%s?after=%d", EventsPath, d.Seq),
		Blank:  blank{Group: group{SignIn: SignIn{App: "Sign-in"}}},
	}
}

// groups puts every record under its sign-in, the newest sign-in first and what belongs to none, or to one that is
// forgotten, last.
func groups(d LiveData) []group {
	all := make([]group, 0, len(d.SignIns)+1)
	at := map[string]int{}
	for i, s := range d.SignIns {
		at[s.ID] = i
		all = append(all, group{SignIn: s})
	}
	other := len(all)
	all = append(all, group{SignIn: SignIn{App: "Outside a sign-in"}})
	for _, r := range d.Records {
		i, known := at[r.SignIn]
		if !known {
			i = other
		}
		all[i].Records = append(all[i].Records, r)
	}
	return all
}
