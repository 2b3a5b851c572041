package orkeytest

import (
	"net/http"
	"strings"
)

// authenticate finds the key that the request was sent with. Faults go first: a service that is down does not know keys
// either. What cannot go on is answered, and nil returned.
func (c *call) authenticate() *key {
	k, present := c.bearer()
	if c.faulty() {
		return nil
	}
	if k == nil {
		c.unauthorized(present)
	}
	return k
}

// bearer finds the usable key of the Authorization header, and notes it. It reports whether there was any.
func (c *call) bearer() (k *key, present bool) {
	scheme, value, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	value = strings.TrimSpace(value)
	if !strings.EqualFold(scheme, "Bearer") || value == "" {
		return nil, false
	}
	s := &c.e.state
	s.mu.Lock()
	defer s.mu.Unlock()
	k = s.keys.use(hashOf(value))
	if k == nil {
		return nil, true
	}
	c.entry.label, c.entry.key, c.entry.signIn, c.user = k.label, k.hash.String(), k.signIn, k.user
	if !k.usable(c.now) {
		c.explain("the key was deleted or has expired")
		return nil, true
	}
	return k, true
}

func (c *call) unauthorized(present bool) {
	switch {
	case present:
		c.fail(http.StatusUnauthorized, "User not found.")
	case c.cfg.Behaviour == Documented:
		c.fail(http.StatusUnauthorized, "Missing Authentication header")
	default:
		c.fail(http.StatusUnauthorized, "No cookie auth credentials found")
	}
}
