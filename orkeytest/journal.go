package orkeytest

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// entry is one request and its answer as they were. Whoever looks at it gets a [Record], with the secrets covered.
type entry struct {
	id      int64
	rev     int64 // of the journal, when the entry last changed
	signIn  string
	began   time.Time
	took    time.Duration
	method  string
	path    string
	query   string
	status  int
	done    bool
	note    string
	model   string
	label   string
	key     string
	request message
	answer  message
}

// message is the header of a request or an answer, and the beginning of its body.
type message struct {
	header http.Header
	body   []byte
	cut    bool
}

// signIn is one sign-in, from the consent page to the key.
type signIn struct {
	id       string
	rev      int64
	app      string
	headless bool
	user     string
	step     string
	began    time.Time
	key      string
}

// journal remembers the last requests and sign-ins, and lets others wait for what comes. Everything in it carries the
// revision at which it last changed, so that a reader who knows a revision can ask for what is newer, and memory stays
// the same however slow the reader is.
type journal struct {
	mu      sync.Mutex
	limit   int
	rev     int64
	entries []entry // the entry with the ID n is at (n-1) % limit
	lastID  int64
	signIns []signIn // likewise
	lastIn  int64
	state   int64 // revision at which the state of the switches last changed
	lost    int64 // revision of the newest thing that is gone
	resetAt int64 // revision of the last reset
	changed chan struct{}
}

// begin gives the entry its ID and remembers it.
func (j *journal) begin(e *entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lastID++
	e.id = j.lastID
	j.bump(&e.rev)
	if at := int((e.id - 1) % int64(j.limit)); at == len(j.entries) {
		j.entries = append(j.entries, *e)
	} else {
		j.lost = max(j.lost, j.entries[at].rev)
		j.entries[at] = *e
	}
}

// update stores a newer version of an entry, unless it is gone by now.
func (j *journal) update(e *entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := int((e.id - 1) % int64(j.limit))
	if at < len(j.entries) && j.entries[at].id == e.id {
		j.bump(&e.rev)
		j.entries[at] = *e
	}
}

// beginSignIn remembers a sign-in and returns its ID.
func (j *journal) beginSignIn(s signIn) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lastIn++
	s.id = strconv.FormatInt(j.lastIn, 10)
	j.bump(&s.rev)
	if at := int((j.lastIn - 1) % int64(j.limit)); at == len(j.signIns) {
		j.signIns = append(j.signIns, s)
	} else {
		j.lost = max(j.lost, j.signIns[at].rev)
		j.signIns[at] = s
	}
	return s.id
}

// changeSignIn changes a sign-in that is still remembered, and reports whether it is.
func (j *journal) changeSignIn(id string, change func(*signIn)) bool {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	at := int((n - 1) % int64(j.limit))
	if at >= len(j.signIns) || j.signIns[at].id != id {
		return false
	}
	change(&j.signIns[at])
	j.bump(&j.signIns[at].rev)
	return true
}

// touchState tells readers that what the switches show has changed.
func (j *journal) touchState() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.bump(&j.state)
}

// reset forgets everything. IDs go on from where they were, so that a request under way cannot turn up as another one.
func (j *journal) reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	clear(j.entries)
	clear(j.signIns)
	j.bump(&j.resetAt)
	j.bump(&j.state)
}

// bump makes a new revision and wakes who waits for one. The caller holds the lock.
func (j *journal) bump(rev *int64) {
	j.rev++
	*rev = j.rev
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
}

// news is what changed after a revision.
type news struct {
	rev      int64    // up to which this reaches
	reset    bool     // what was known before is void; this is all there is
	state    bool     // the switches changed,
	stateRev int64    // at this revision
	entries  []entry  // oldest first
	signIns  []signIn // oldest first
}

// since returns what changed after a revision, and a channel that is closed at the next change.
func (j *journal) since(rev int64) (news, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := news{rev: j.rev}
	if rev > j.rev || rev > 0 && (rev < j.lost || rev < j.resetAt) {
		rev, n.reset = 0, true
	}
	if j.state > rev || rev == 0 {
		n.state = true
		n.stateRev = j.state
	}
	for id := max(1, j.lastID-int64(len(j.entries))+1); id <= j.lastID; id++ {
		if e := j.entries[(id-1)%int64(j.limit)]; e.id == id && e.rev > rev {
			n.entries = append(n.entries, e)
		}
	}
	for id := max(1, j.lastIn-int64(len(j.signIns))+1); id <= j.lastIn; id++ {
		if s := j.signIns[(id-1)%int64(j.limit)]; s.id != "" && s.rev > rev {
			n.signIns = append(n.signIns, s)
		}
	}
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return n, j.changed
}
