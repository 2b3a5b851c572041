package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/orkey-dev/orkey/button"
)

// description gives the sources the module "orkey:button": what package button
// says of the button. src/button.d.ts has its types.
var description = api.Plugin{
	Name: "button",
	Setup: func(build api.PluginBuild) {
		const name = "orkey:button"
		build.OnResolve(api.OnResolveOptions{Filter: "^" + name + "$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: name, Namespace: name}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: name}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			module, err := buttonModule()
			return api.OnLoadResult{Contents: &module}, err
		})
	},
}

func buttonModule() (string, error) {
	choices := map[string]string{}
	for _, c := range button.Choices() {
		choices[c.Attribute] = strings.Join(c.Values, " ")
	}
	texts := button.Texts()
	var languages [][]string
	for _, t := range texts[1:] {
		languages = append(languages, append([]string{t.Selector()}, said(t)...))
	}
	var b bytes.Buffer
	js := json.NewEncoder(&b)
	js.SetEscapeHTML(false)
	for _, constant := range []struct {
		name  string
		value any
	}{
		{"choices", choices},
		{"look", button.ShadowStylesheet()},
		{"marks", button.ThemeStylesheet()},
		{"logo", button.ShadowLogo().D},
		{"spinner", button.Spinner().D},
		{"texts", said(texts[0])},
		{"languages", languages},
	} {
		fmt.Fprintf(&b, "export const %s = ", constant.name)
		if err := js.Encode(constant.value); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// said is what the element says of a text.
func said(t button.Text) []string {
	return []string{t.SignIn, t.SigningIn, t.SignedIn + " · " + t.SignOut}
}
