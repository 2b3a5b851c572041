package main

import (
	"strings"

	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/internal/bundling"
)

// design is what package button says of the button, for the sources to use by
// name: esbuild writes the values in. src/design.d.ts has the types.
func design() map[string]string {
	values := map[string]any{
		"look":    button.ShadowStylesheet(),
		"marks":   button.ThemeStylesheet(),
		"logo":    button.ShadowLogo().D,
		"spinner": button.Spinner().D,
	}
	for _, c := range button.Choices() {
		values[c.Attribute+"s"] = strings.Join(c.Values, " ")
	}

	var languages [][]string
	for _, t := range button.Texts() {
		texts := []string{t.SignIn, t.SigningIn, t.SignedIn + " · " + t.SignOut}
		if t.Selector() == "" {
			values["signIn"], values["signingIn"], values["signOut"] = texts[0], texts[1], texts[2]
		} else {
			languages = append(languages, append([]string{t.Selector()}, texts...))
		}
	}
	values["languages"] = languages

	return bundling.Define("design", values)
}
