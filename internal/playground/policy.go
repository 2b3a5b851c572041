package playground

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
)

// inline is a script that is in the page itself.
var inline = regexp.MustCompile(`(?s)<script(?: type="module")?>(.*?)</script>`)

// policy is the Content-Security-Policy of a page that talks to base. Nothing
// inline counts but what is there, by its hash, and no text becomes markup:
// Trusted Types are enforced without a policy that could make any.
func policy(html, base string) string {
	directives := "default-src 'self'; script-src 'self'"
	for _, found := range inline.FindAllStringSubmatch(html, -1) {
		hash := sha256.Sum256([]byte(found[1]))
		directives += " 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	}
	if strings.Contains(html, `href="data:`) {
		directives += "; img-src 'self' data:"
	}
	return directives + "; connect-src 'self' " + base +
		"; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
		"; require-trusted-types-for 'script'; trusted-types 'none'"
}

// withMeta puts into a page what a static host does not send, as far as a page can
// say it: who may frame it, it can't.
func withMeta(html, base string) string {
	policy := strings.Replace(policy(html, base), "; frame-ancestors 'none'", "", 1)
	const first = "<meta charset=\"utf-8\">\n"
	return strings.Replace(html, first, first+
		"<meta http-equiv=\"Content-Security-Policy\" content=\""+policy+"\">\n"+
		"<meta name=\"referrer\" content=\"no-referrer\">\n", 1)
}
