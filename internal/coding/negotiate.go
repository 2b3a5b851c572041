package coding

import (
	"strconv"
	"strings"
)

// Content codings, by the names they have in HTTP.
const (
	Brotli   = "br"
	Gzip     = "gzip"
	Identity = "identity" // as it is
)

// negotiate returns the content coding that the values of Accept-Encoding
// prefer, the smallest of equals: RFC 9110, section 12.5.3. Where all are ruled
// out it is identity, which everybody can read. Not everything has brotli.
func negotiate(accept []string, hasBrotli bool) string {
	const unsaid = -1
	br, gz, plain, others := unsaid, unsaid, unsaid, unsaid
	for _, value := range accept {
		for part := range strings.SplitSeq(value, ",") {
			coding, parameter, _ := strings.Cut(part, ";")
			weight, ok := qvalue(parameter)
			if !ok {
				continue
			}
			switch strings.ToLower(strings.Trim(coding, " \t")) {
			case Brotli:
				br = weight
			case Gzip, "x-gzip": // section 8.4.1.3
				gz = weight
			case Identity:
				plain = weight
			case "*":
				others = weight
			}
		}
	}
	for _, weight := range []*int{&br, &gz, &plain} {
		if *weight == unsaid {
			*weight = others
		}
	}
	// Where nothing is said of it, identity may be had, but what is named is wanted.
	switch {
	case hasBrotli && br > 0 && br >= gz && br >= plain:
		return Brotli
	case gz > 0 && gz >= plain:
		return Gzip
	default:
		return Identity
	}
}

// qvalue reads a weight in thousandths; RFC 9110, section 12.4.2. Nothing weighs
// all.
func qvalue(parameter string) (thousandths int, ok bool) {
	parameter = strings.Trim(parameter, " \t")
	if parameter == "" {
		return 1000, true
	}
	if len(parameter) < 3 || !strings.EqualFold(parameter[:2], "q=") {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(parameter[2:], ".")
	if whole != "0" && whole != "1" || len(fraction) > 3 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(fraction + "000")[:3], 10, 16)
	return int(n), err == nil && n <= 1000
}
