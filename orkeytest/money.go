package orkeytest

import "math"

// usd is an amount in billionths of a US dollar: fine enough for the price of a token, and sums stay exact, so that an
// answer says 0.3 and not 0.30000000000000004.
type usd int64

const dollar usd = 1e9

// maxAmount bounds what people type, in USD, far below what a usd holds.
const maxAmount = 1e9

func validAmount(amount float64) bool { return amount >= 0 && amount <= maxAmount }

func toUSD(amount float64) usd { return usd(math.Round(amount * float64(dollar))) }

func (u usd) float() float64 { return float64(u) / float64(dollar) }
