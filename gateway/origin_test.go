package gateway_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
)

func TestForwardedFor(t *testing.T) {
	t.Parallel()
	prefixes := func(list ...string) (all []netip.Prefix) {
		for _, s := range list {
			all = append(all, netip.MustParsePrefix(s))
		}
		return all
	}
	for _, test := range []struct {
		trusted      []netip.Prefix
		sent         []string
		told, client string
	}{
		{nil, nil, "127.0.0.1", "127.0.0.1"},
		{nil, []string{"203.0.113.7"}, "127.0.0.1", "127.0.0.1"},
		{loopback, nil, "127.0.0.1", "127.0.0.1"},
		{loopback, []string{"203.0.113.7"}, "203.0.113.7, 127.0.0.1", "203.0.113.7"},
		{loopback, []string{"10.0.0.1, 203.0.113.7"}, "203.0.113.7, 127.0.0.1", "203.0.113.7"}, // the first was made up
		{loopback, []string{"10.0.0.1", " 203.0.113.7 "}, "203.0.113.7, 127.0.0.1", "203.0.113.7"},
		{prefixes("127.0.0.1/32", "10.0.0.0/8"), []string{"evil, 203.0.113.7,10.0.0.1"}, "203.0.113.7,10.0.0.1, 127.0.0.1", "203.0.113.7"},
		{prefixes("127.0.0.1/32", "10.0.0.0/8"), []string{"10.0.0.2,10.0.0.1"}, "10.0.0.2,10.0.0.1, 127.0.0.1", "10.0.0.2"},
		{loopback, []string{"203.0.113.7, evil"}, "127.0.0.1", "127.0.0.1"},
		{loopback, []string{"2001:db8::7"}, "2001:db8::7, 127.0.0.1", "2001:db8::7"},
		{loopback, []string{""}, "127.0.0.1", "127.0.0.1"},
		{loopback, []string{",,,"}, "127.0.0.1", "127.0.0.1"},
	} {
		s := newSite(t, func(cfg *gateway.Config) { cfg.TrustedProxies = test.trusted })
		b := s.browser()
		req := b.request("GET", "/open/x", nil)
		for _, value := range test.sent {
			req.Header.Add("X-Forwarded-For", value)
		}
		if got := b.send(req).seen(t).Header["X-Forwarded-For"]; len(got) != 1 || got[0] != test.told {
			t.Errorf("%q: the app is told %q, want %q", test.sent, got, test.told)
		}
		s.logged.wait(t, `"client":"`+test.client+`"`)
	}
}

func TestSignInLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *gateway.Config) { cfg.MaxSignIns, cfg.TrustedProxies = 2, loopback })
	b := s.browser()
	for range 2 {
		b.signIn("/")
	}
	if res := b.visit("/_orkey/login"); res.status != 429 || res.header.Get("Retry-After") == "" || !strings.Contains(res.body, "Too many sign-ins") {
		t.Errorf("the third sign-in is answered %d %s", res.status, res.body)
	}
	if res := b.fetch("GET", "/page"); res.status != 200 {
		t.Errorf("who is signed in is answered %d", res.status)
	}
	if res := b.do("GET", "/_orkey/login", nil, append(asPerson, "X-Forwarded-For", "203.0.113.7")...); res.status != 303 {
		t.Errorf("another client is answered %d", res.status)
	}
}

func TestWrongKeyLimit(t *testing.T) {
	t.Parallel()
	b := newSite(t, func(cfg *gateway.Config) { cfg.MaxSignIns, cfg.SignIn.AcceptBearer = 2, true }).browser()
	for i, want := range []int{401, 401, 401, 401, 429} {
		key := "Bearer sk-or-v1-0123456789abcdef012" + string(rune('0'+i))
		if res := b.do("GET", "/page", nil, "Authorization", key); res.status != want {
			t.Errorf("wrong key %d is answered %d, want %d", i, res.status, want)
		}
	}
	if asked := len(b.openrouter.Requests()); asked != 4 {
		t.Errorf("OpenRouter is asked %d times", asked)
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Now()
	l := gateway.NewLimiter(60)
	ada, ben := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("203.0.113.8")
	take := func(client netip.Addr, want int) {
		t.Helper()
		got := 0
		for l.Take(client, now) {
			got++
		}
		if got != want {
			t.Errorf("%s may %d times, want %d", client, got, want)
		}
	}
	take(ada, 60)
	take(ben, 60)
	now = now.Add(10 * time.Second)
	take(ada, 10)
	now = now.Add(time.Hour)
	take(ada, 60)
	// All of a network of IPv6 is one client.
	take(netip.MustParseAddr("2001:db8::1"), 60)
	take(netip.MustParseAddr("2001:db8::ffff"), 0)
	take(netip.MustParseAddr("2001:db8:0:1::1"), 60)
	// However many clients there are, memory has a bound, and who is known stays.
	for i := range 15_000 {
		l.Take(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
	take(ada, 0)
	for i := range 100_000 {
		l.Take(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
	if n := l.Clients(); n > 20_000 {
		t.Errorf("%d clients are remembered", n)
	}
}
