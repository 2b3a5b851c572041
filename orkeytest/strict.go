package orkeytest

import (
	"encoding/base64"
	"net/url"
	"slices"
)

// checkStrictly refuses what the real page may let pass but what nobody means to send.
func (a *authorization) checkStrictly(q url.Values, refuse func(string, ...any)) {
	for name, values := range q {
		ours := name == fieldSignIn || name == "user" || name == "decision"
		switch {
		case len(values) > 1:
			refuse("%.40q is there %d times.", name, len(values))
		case !ours && !slices.Contains(authorizeParams[:], name):
			refuse("%.40q is no parameter of the authorize page.", name)
		}
	}
	switch {
	case a.challenge == "" && a.method != "":
		refuse("code_challenge_method without code_challenge.")
	case a.challenge != "" && a.method == "":
		refuse("code_challenge without code_challenge_method.")
	case a.method == "S256" && !isS256(a.challenge):
		refuse("The code_challenge is not what S256 gives: 43 characters of base64url without padding.")
	case a.method == "plain" && !isVerifier(a.challenge):
		refuse("A plain code_challenge is a code_verifier: 43 to 128 of the characters A-Z a-z 0-9 - . _ ~.")
	}
	if a.key.workspace != "" && !isUUID(a.key.workspace) {
		refuse("The workspace must be a UUID.")
	}
}

func isS256(challenge string) bool {
	sum, err := base64.RawURLEncoding.Strict().DecodeString(challenge)
	return err == nil && len(sum) == 32
}
