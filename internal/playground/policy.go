package playground

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"strings"
)

// policy is the Content-Security-Policy of a page that talks to base. Nothing
// inline counts but what is there, by its hash, and no text becomes markup:
// Trusted Types are enforced without a policy that could make any.
func policy(page, base string) string {
	directives := "default-src 'self'; script-src 'self'"
	inline := regexp.MustCompile(`(?s)<script(?: type="module")?>(.*?)</script>`)
	for _, found := range inline.FindAllStringSubmatch(page, -1) {
		hash := sha256.Sum256([]byte(found[1]))
		directives += " 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	}
	if strings.Contains(page, `href="data:`) {
		directives += "; img-src 'self' data:"
	}
	return directives + "; connect-src 'self' " + base +
		"; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
		"; require-trusted-types-for 'script'; trusted-types 'none'"
}

// withMeta puts into a page what a static host does not send, as far as a page can
// say it: who may frame it, it can't.
func withMeta(page, base string) string {
	policy := strings.Replace(policy(page, base), "; frame-ancestors 'none'", "", 1)
	const first = "<meta charset=\"utf-8\">\n"
	return strings.Replace(page, first, first+
		"<meta http-equiv=\"Content-Security-Policy\" content=\""+html.EscapeString(policy)+"\">\n"+
		"<meta name=\"referrer\" content=\"no-referrer\">\n", 1)
}
