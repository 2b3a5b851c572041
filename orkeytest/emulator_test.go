package orkeytest_test

import (
	"encoding"
	"flag"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

func TestConfigTellsAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := orkeytest.New(orkeytest.Config{
		Behaviour: 7, Approve: -1, MaxKeys: -1, TokenDelay: -1, Hosts: []string{"http://x", "a:80", "X"},
		Users: []orkeytest.User{{}, {ID: "a", Credits: -1}, {ID: "a"}},
	})
	if err == nil || strings.Count(err.Error(), "\n") != 9 {
		t.Errorf("want ten problems:\n%v", err)
	}
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	users := []orkeytest.User{{ID: "user_x", Credits: 1}}
	e := newEmulator(t, orkeytest.Config{Users: users})
	users[0].ID = "changed behind its back"
	if got := e.Config().Users[0]; got.ID != "user_x" || got.Name != "user_x" {
		t.Errorf("%+v", got)
	}
	if err := e.Configure(func(c *orkeytest.Config) { c.Behaviour = 9 }); err == nil {
		t.Error("an unknown behaviour was taken")
	}
	if err := e.Configure(func(c *orkeytest.Config) { c.MaxKeys = 5 }); err == nil {
		t.Error("MaxKeys was changed")
	}
	if err := e.Configure(func(c *orkeytest.Config) { c.Behaviour = orkeytest.Documented }); err != nil || e.Config().Behaviour != orkeytest.Documented {
		t.Errorf("%v, %v", err, e.Config().Behaviour)
	}
}

func TestBehaviourAndApproveAreFlags(t *testing.T) {
	t.Parallel()
	var cfg orkeytest.Config
	flags := flag.NewFlagSet("emulate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.TextVar(&cfg.Behaviour, "behaviour", orkeytest.Observed, "")
	flags.TextVar(&cfg.Approve, "approve", orkeytest.Ask, "")
	if err := flags.Parse([]string{"-behaviour=documented", "-approve=never"}); err != nil {
		t.Fatal(err)
	}
	if cfg.Behaviour != orkeytest.Documented || cfg.Approve != orkeytest.Never {
		t.Errorf("%+v", cfg)
	}
	if err := flags.Parse([]string{"-behaviour=rude"}); err == nil {
		t.Error("no error")
	}
	for _, v := range []encoding.TextMarshaler{orkeytest.Observed, orkeytest.Documented, orkeytest.Ask, orkeytest.Always, orkeytest.Never} {
		if text, err := v.MarshalText(); err != nil || len(text) == 0 {
			t.Errorf("%v: %q, %v", v, text, err)
		}
	}
}

func TestStableIDs(t *testing.T) {
	t.Parallel()
	walk := func() string {
		s := orkeytest.NewServer(t, orkeytest.Config{StableIDs: true, Now: fixed})
		var all strings.Builder
		for range 2 {
			for range 2 {
				code := approve(t, s, authorizeURL(s.URL))
				key := newKey(t, s, orkeytest.KeySpec{})
				all.WriteString(code + key + exchange(t, s, code, verifier, "S256").body)
				all.WriteString(post(t, s.URL+responsesPath, `{"input":"x"}`, bearer(key)...).body)
			}
			s.Reset()
			all.WriteString("\n")
		}
		return all.String()
	}
	first, second := walk(), walk()
	if first != second {
		t.Error("two runs differ")
	}
	halves := strings.SplitN(first, "\n", 2)
	if halves[0]+"\n" != halves[1] {
		t.Error("after Reset it differs")
	}
	unstable := orkeytest.NewServer(t)
	if a, b := newKey(t, unstable, orkeytest.KeySpec{}), newKey(t, unstable, orkeytest.KeySpec{}); a == b {
		t.Error("two keys are the same")
	}
}

func TestClockTicksOn(t *testing.T) {
	t.Parallel()
	base := fixed()
	e := newEmulator(t, orkeytest.Config{Now: func() time.Time { return base }})
	e.Advance(time.Hour)
	base = base.Add(time.Second)
	if got := e.Now(); !got.Equal(fixed().Add(time.Hour + time.Second)) {
		t.Errorf("advanced: %v", got)
	}
	e.SetTime(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	base = base.Add(time.Second)
	if got := e.Now(); !got.Equal(time.Date(2030, 1, 1, 0, 0, 1, 0, time.UTC)) {
		t.Errorf("set: %v", got)
	}
	e.Reset()
	if got := e.Now(); !got.Equal(base) {
		t.Errorf("reset: %v", got)
	}
}

// TestManySignInsAtOnce is for the race detector, and for the exchange: of two that race for a code one wins.
func TestManySignInsAtOnce(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t, orkeytest.Config{MaxKeys: 20, MaxRequests: 50})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				code := approve(t, s, authorizeURL(s.URL))
				won := make(chan int, 2)
				var race sync.WaitGroup
				for range 2 {
					race.Go(func() { won <- exchange(t, s, code, verifier, "S256").status })
				}
				race.Wait()
				if a, b := <-won, <-won; a+b != http.StatusOK+http.StatusBadRequest {
					t.Errorf("a code was exchanged: %d and %d", a, b)
				}
			}
		})
		wg.Go(func() {
			get(t, s.URL+"/_emulator/")
			for range 10 {
				s.Advance(time.Second)
				rule := s.Inject(orkeytest.Fault{Path: "/nowhere", Status: 500})
				get(t, s.URL+"/nowhere")
				rule.Remove()
				_, _, _ = s.Requests(), s.Keys(), s.Rules()
				key := newKey(t, s, orkeytest.KeySpec{})
				spend(t, s, key)
				s.DeleteKey(key)
				if err := s.Configure(func(c *orkeytest.Config) { c.Quirks.ZeroCredits = !c.Quirks.ZeroCredits }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(s.Keys()); n > 20 {
		t.Errorf("%d keys", n)
	}
}

// TestMemoryStaysFlat: what many sign-ins leave behind is what fewer do. BenchmarkMemory does the same for a million:
//
//	go test -run '^$' -bench Memory -benchtime 1000000x ./orkeytest
func TestMemoryStaysFlat(t *testing.T) { // not parallel: it measures the heap
	e := newEmulator(t, orkeytest.Config{Approve: orkeytest.Always, MaxKeys: 200, MaxRequests: 100})
	target := authorizeURL("")
	walk := func(n int) {
		for range n {
			signIn(t, e, target)
			e.Advance(time.Second)
		}
	}
	walk(1_000)
	before := heap()
	walk(5_000)
	if grown := heap() - before; grown > 1<<20 {
		t.Errorf("5,000 sign-ins left %.0f bytes behind", grown)
	}
	runtime.KeepAlive(e)
}

func TestTwoServersAreStrangers(t *testing.T) {
	t.Parallel()
	a, b := orkeytest.NewServer(t), orkeytest.NewServer(t)
	key := newKey(t, a, orkeytest.KeySpec{})
	if got := get(t, b.URL+"/api/v1/key", bearer(key)...); got.status != http.StatusUnauthorized {
		t.Errorf("%d", got.status)
	}
	a.Close()
	a.Close()
	if _, err := http.Get(a.URL); err == nil {
		t.Error("it still listens")
	}
	get(t, b.URL+"/")
}
