package orkeytest

import "time"

// Why a request is not paid for: error.metadata.limit_source of an answer with status 402.
const (
	outOfCredits   = "openrouter_credits"
	keyLimit       = "openrouter_key_limit"
	inFlightBudget = "openrouter_in_flight_budget"
)

// paymentRequired returns the message and the metadata of an answer with status 402.
func paymentRequired(source string) (string, map[string]any) {
	message := "Insufficient credits. Add more using https://openrouter.ai/settings/credits"
	switch source {
	case "":
		source = outOfCredits
	case keyLimit:
		message = "Key limit exceeded. Manage it using https://openrouter.ai/settings/keys"
	case inFlightBudget:
		message = "Too many requests in flight for your balance. Wait for some of them and try again."
	}
	return message, map[string]any{"limit_source": source}
}

// unaffordable says why a key cannot pay for anything more, or "". OpenRouter charges a request when it is over, so the
// last one may go beyond the limit.
func (s *state) unaffordable(k *key, user *User, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case k.limited && k.remaining(now) <= 0:
		return keyLimit
	case s.spent[k.user] >= toUSD(user.Credits):
		return outOfCredits
	}
	return ""
}
