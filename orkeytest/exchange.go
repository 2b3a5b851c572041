package orkeytest

import "net/http"

// exchangeSchema is what POST /api/v1/auth/keys takes.
func exchangeSchema(strict bool) schema {
	var verifier schema = text
	if strict {
		verifier = textLike{"regex", "code_verifier: 43 to 128 of the characters A-Z a-z 0-9 - . _ ~ (RFC 7636, section 4.1)", isVerifier}
	}
	return object{
		{"code", text},
		{"code_verifier", optional{verifier}},
		{"code_challenge_method", nullish{oneOf{"S256", "plain"}}},
	}.closedIf(strict)
}

// exchange is POST /api/v1/auth/keys: a code and its verifier become a key.
func (c *call) exchange() {
	body, refuse := c.decode(maxAuthBody, exchangeSchema(c.cfg.Strict), c.invalid)
	value, _ := body["code"].(string)
	verifier, _ := body["code_verifier"].(string)
	method, _ := body["code_challenge_method"].(string)

	c.identifyCode(value)
	if c.faulty() {
		return
	}
	if refuse != nil {
		refuse()
		return
	}
	c.e.state.mu.Lock()
	code, refused := c.e.state.codes.redeem(value, verifier, method, c.now)
	c.e.state.mu.Unlock()
	if refused != granted {
		c.refuseExchange(code, refused)
		return
	}
	key, k := c.e.mint(code.key, code.user.ID, code.signIn, c.now)
	c.e.journal.changeSignIn(code.signIn, func(s *signIn) { s.step, s.key = stepExchanged, k.hash.String() })
	c.e.journal.touchState()
	c.entry.key = k.hash.String()

	answer := struct {
		Key    string  `json:"key"`
		UserID *string `json:"user_id"`
	}{key, &code.user.ID}
	if code.user.HideID {
		answer.UserID = nil
	}
	c.json(http.StatusOK, answer)
}

// identifyCode notes whose code it is, for the journal and for faults.
func (c *call) identifyCode(value string) {
	c.e.state.mu.Lock()
	defer c.e.state.mu.Unlock()
	if code := c.e.state.codes.byValue[value]; code != nil {
		c.entry.label, c.entry.signIn, c.user = code.key.label, code.signIn, code.user.ID
	}
}

// refuseExchange answers a code that is not exchanged.
func (c *call) refuseExchange(code *code, refused refusal) {
	if code != nil && !code.spent {
		c.e.journal.changeSignIn(code.signIn, func(s *signIn) { s.step = stepFailed })
	}
	switch refused {
	case badMethod:
		c.fail(http.StatusBadRequest, "Invalid code_challenge_method")
	case expiredCode:
		c.explain("the code has expired")
		if c.cfg.Behaviour == Documented {
			c.fail(http.StatusForbidden, "Authorization code expired")
			return
		}
		c.fail(http.StatusBadRequest, "Invalid code")
	default:
		c.explain(whyBad(code))
		if c.cfg.Behaviour == Documented {
			c.fail(http.StatusForbidden, "Invalid code or code_verifier")
			return
		}
		c.fail(http.StatusBadRequest, "Invalid code")
	}
}

// whyBad tells the developer what the answer keeps to itself.
func whyBad(code *code) string {
	switch {
	case code == nil:
		return "no such code"
	case code.spent:
		return "the code was exchanged before"
	}
	return "the verifier is not the one of the challenge"
}

// isVerifier reports whether s can be a code_verifier: RFC 7636, section 4.1, 43*128unreserved.
func isVerifier(s string) bool {
	if len(s) < 43 || len(s) > 128 {
		return false
	}
	for _, c := range []byte(s) {
		if !isUnreserved(c) {
			return false
		}
	}
	return true
}

// isUnreserved: RFC 3986, section 2.3.
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
