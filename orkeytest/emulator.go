package orkeytest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// An Emulator is a local OpenRouter: an [http.Handler] that answers the paths of https://openrouter.ai and, under
// /_emulator/, those that steer it. It needs no listener. Its methods can be called at any time by anybody.
//
// Make one with [New], or with [NewServer] in a test.
type Emulator struct {
	config  atomic.Pointer[Config]
	clock   clock
	ids     ids
	state   state
	journal journal
	faults  faults
	log     *slog.Logger
	maxKeys int

	control     func() http.Handler        // the control routes, made at the first use
	crossOrigin http.CrossOriginProtection // of the forms and the control routes
	closed      context.Context
	close       context.CancelFunc
}

// New returns an emulator, or everything that is wrong with its configuration.
func New(cfg Config) (*Emulator, error) {
	c, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	e := &Emulator{log: c.Log, maxKeys: c.MaxKeys}
	e.config.Store(c)
	e.clock.base = c.Now
	e.ids.stable = c.StableIDs
	e.journal.limit = c.MaxRequests
	e.control = sync.OnceValue(e.controlRoutes)
	e.closed, e.close = context.WithCancel(context.Background())
	return e, nil
}

// Config returns the configuration in force, defaults filled in.
func (e *Emulator) Config() Config {
	c, _ := e.config.Load().withDefaults() // a copy; it was checked before
	return *c
}

// Configure changes the configuration while the emulator runs. Requests under way keep the one they began with. What
// cannot be changed, or is wrong, is an error, and then nothing changes.
func (e *Emulator) Configure(change func(*Config)) error {
	for {
		old := e.config.Load()
		next := e.Config()
		change(&next)
		c, err := next.withDefaults()
		if err != nil {
			return err
		}
		if c.MaxKeys != old.MaxKeys || c.MaxRequests != old.MaxRequests || c.StableIDs != old.StableIDs || c.Log != old.Log {
			return errors.New("orkeytest: MaxKeys, MaxRequests, StableIDs and Log cannot be changed while the emulator runs")
		}
		if e.config.CompareAndSwap(old, c) {
			e.journal.touchState()
			return nil
		}
	}
}

// Reset forgets keys, codes, faults and the log, and sets the clock right. The configuration stays, and so do keys with
// [KeySpec.Keep], unspent. With StableIDs identifiers begin anew.
func (e *Emulator) Reset() {
	e.state.reset()
	e.faults.reset()
	e.ids.reset()
	e.clock.offset.Store(0)
	e.journal.reset()
}

// Close gives up what hangs, waits or streams at the moment, and from then on nothing does. It does not wait for it.
func (e *Emulator) Close() { e.close() }

// ServeHTTP implements [http.Handler]. To cut a connection, as a fault may ask, it panics with [http.ErrAbortHandler]
// as handlers do.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPath) {
		e.serveControl(w, r)
		return
	}
	c := e.begin(w, r)
	defer c.end()
	if strings.HasPrefix(r.URL.Path, "/api/") {
		c.serveAPI()
	} else {
		c.servePage()
	}
}

// serveAPI answers what programs call.
func (c *call) serveAPI() {
	c.allowOrigins()
	if c.r.Method == http.MethodOptions {
		c.preflight()
		return
	}
	method, handle := http.MethodPost, (*call).notFound
	switch c.r.URL.Path {
	case "/api/v1/auth/keys":
		handle = (*call).exchange
	case "/api/v1/auth/keys/code":
		handle = (*call).createCode
	case "/api/v1/key", "/api/v1/auth/key":
		method, handle = http.MethodGet, (*call).keyInfo
	case "/api/v1/credits":
		method, handle = http.MethodGet, (*call).credits
	case "/api/v1/models":
		method, handle = http.MethodGet, (*call).models
	case "/api/v1/chat/completions":
		handle = (*call).chat
	case "/api/v1/responses":
		handle = (*call).responses
	default:
		method = c.r.Method
	}
	if c.r.Method != method && (method != http.MethodGet || c.r.Method != http.MethodHead) {
		if !c.faulty() {
			c.wrongMethod(method)
		}
		return
	}
	handle(c)
}

func (c *call) notFound() {
	if !c.faulty() {
		c.fail(http.StatusNotFound, "Not Found")
	}
}
