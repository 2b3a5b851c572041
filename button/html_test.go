package button_test

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"io"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/button"
)

// What a templ template takes.
type templComponent interface {
	Render(ctx context.Context, w io.Writer) error
}

var _ templComponent = button.Options{}

const spinner = `<svg class="openrouter-spinner" width="16" height="16" viewBox="0 0 96 96" fill="none" stroke="currentColor" aria-hidden="true"><path stroke-width="16" d="M48 8a40 40 0 1 1-40 40"/></svg>`

// small is the logo, for cases that are about something else.
var small, medium = string(button.LogoSVG(button.Small)), string(button.LogoSVG(button.Medium))

func TestHTML(t *testing.T) {
	t.Parallel()
	const label = `<span class="openrouter-label" dir="auto">Sign in with OpenRouter</span>`
	for _, c := range []struct {
		name string
		o    button.Options
		want string
	}{
		{"default", button.Options{}, `<a class="openrouter-button" href="/auth/login" rel="nofollow">LOGO` + label + `</a>`},
		{"default said aloud", button.Options{Variant: "default", Size: "default", Logo: "left", Theme: "auto", Method: "link"}, `<a class="openrouter-button" href="/auth/login" rel="nofollow">LOGO` + label + `</a>`},
		{"variant, size, theme", button.Options{Variant: button.CTA, Size: button.Small, Theme: button.Dark}, `<a class="openrouter-button openrouter-cta openrouter-sm openrouter-dark" href="/auth/login" rel="nofollow">SMALL` + label + `</a>`},
		{"logo right", button.Options{Logo: button.Right}, `<a class="openrouter-button" href="/auth/login" rel="nofollow">` + label + `LOGO</a>`},
		{"no logo", button.Options{Logo: button.None}, `<a class="openrouter-button openrouter-none" href="/auth/login" rel="nofollow">` + label + `</a>`},
		{"icon is named by its label", button.Options{Variant: button.Icon, Label: "Connect"}, `<a class="openrouter-button openrouter-icon" aria-label="Connect" href="/auth/login" rel="nofollow">LOGO</a>`},
		{"icon with a default name", button.Options{Variant: button.Icon}, `<a class="openrouter-button openrouter-icon" aria-label="Sign in with OpenRouter" href="/auth/login" rel="nofollow">LOGO</a>`},
		{"return to", button.Options{ReturnTo: "/a b?c=d&e#f"}, `<a class="openrouter-button" href="/auth/login?return_to=%2Fa+b%3Fc%3Dd%26e%23f" rel="nofollow">LOGO` + label + `</a>`},
		{"action with a query", button.Options{Action: "https://app.example/in?x=1", ReturnTo: "/", Fields: map[string]string{"a": "&"}}, `<a class="openrouter-button" href="https://app.example/in?a=%26&amp;return_to=%2F&amp;x=1" rel="nofollow">LOGO` + label + `</a>`},
		{"loading link", button.Options{Loading: true}, `<a class="openrouter-button openrouter-loading" aria-busy="true" role="link" aria-disabled="true">SPINNER` + label + `</a>`},
		{"disabled link", button.Options{Disabled: true}, `<a class="openrouter-button openrouter-disabled" role="link" aria-disabled="true">LOGO` + label + `</a>`},
		{"post", button.Options{Method: button.Post, ReturnTo: "/a?b", Fields: map[string]string{"csrf": `"x"`}}, `<form class="openrouter-form" method="post" action="/auth/login"><input type="hidden" name="csrf" value="&#34;x&#34;"/><input type="hidden" name="return_to" value="/a?b"/><button class="openrouter-button" type="submit">LOGO` + label + `</button></form>`},
		{"get keeps the query of the action", button.Options{Method: button.Get, Action: "/in?x=1&x=2"}, `<form class="openrouter-form" method="get" action="/in"><input type="hidden" name="x" value="1"/><input type="hidden" name="x" value="2"/><button class="openrouter-button" type="submit">LOGO` + label + `</button></form>`},
		{"loading form", button.Options{Method: button.Post, Loading: true}, `<form class="openrouter-form" method="post" action="/auth/login"><button class="openrouter-button openrouter-loading" aria-busy="true" type="button" aria-disabled="true">SPINNER` + label + `</button></form>`},
		{"disabled form", button.Options{Method: button.Post, Disabled: true}, `<form class="openrouter-form" method="post" action="/auth/login"><button class="openrouter-button openrouter-disabled" type="submit" disabled="disabled">LOGO` + label + `</button></form>`},
		{"language", button.Options{Lang: "fr-CA"}, `<a class="openrouter-button" lang="fr" href="/auth/login" rel="nofollow">LOGO` + strings.Replace(label, "Sign in with OpenRouter", "Se connecter avec OpenRouter", 1) + `</a>`},
		{"language of one's own label", button.Options{Lang: "de", Label: "Mit OpenRouter anmelden"}, `<a class="openrouter-button" lang="de" href="/auth/login" rel="nofollow">LOGO` + strings.Replace(label, "Sign in with OpenRouter", "Mit OpenRouter anmelden", 1) + `</a>`},
		{"a language nobody knows", button.Options{Lang: `x"><script>`}, `<a class="openrouter-button" lang="en" href="/auth/login" rel="nofollow">LOGO` + label + `</a>`},
		{"class and attributes", button.Options{Class: " mine  own ", Attributes: map[string]string{"id": "in", "data-turbo": "false", "@click": "x('<')", "hidden": ""}}, `<a class="openrouter-button mine own" @click="x(&#39;&lt;&#39;)" data-turbo="false" hidden="" id="in" href="/auth/login" rel="nofollow">LOGO` + label + `</a>`},
		{"escaping", button.Options{Label: `<b>"&'`, Class: `"><script>`, Lang: `"x`, ReturnTo: `"><script>`}, `<a class="openrouter-button &#34;&gt;&lt;script&gt;" lang="&#34;x" href="/auth/login?return_to=%22%3E%3Cscript%3E" rel="nofollow">LOGO` + strings.Replace(label, "Sign in with OpenRouter", "&lt;b&gt;&#34;&amp;&#39;", 1) + `</a>`},
	} {
		got, err := button.HTML(c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := strings.NewReplacer("LOGO", medium, "SMALL", small, "SPINNER", spinner).Replace(c.want)
		if plain := strings.Replace(string(got), ` class="openrouter-logo"`, "", 1); plain != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, plain, want)
		}
		var b bytes.Buffer
		if err := c.o.Render(t.Context(), &b); err != nil || b.String() != string(got) {
			t.Errorf("%s: Render writes %q, %v", c.name, b.String(), err)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		o    button.Options
		want string
	}{
		{button.Options{Variant: "fancy"}, `button: Variant "fancy" is none of ["default" "minimal" "branded" "icon" "cta"]`},
		{button.Options{Size: "xxl"}, `button: Size "xxl" is none of ["sm" "default" "lg" "xl"]`},
		{button.Options{Logo: "top"}, `button: Logo "top" is none of ["left" "right" "none"]`},
		{button.Options{Theme: "sepia"}, `button: Theme "sepia" is none of ["auto" "light" "dark"]`},
		{button.Options{Method: "PUT"}, `button: Method "PUT" is none of ["link" "get" "post"]`},
		{button.Options{Variant: button.Icon, Logo: button.None}, `button: Logo "none" with Variant "icon" leaves nothing to show; leave Logo out`},
		{button.Options{Label: " \n"}, `button: Label is blank; leave it out for "Sign in with OpenRouter"`},
		{button.Options{Label: "a\x00"}, `button: Label holds control characters or is not UTF-8`},
		{button.Options{ReturnTo: "\xff"}, `button: ReturnTo holds control characters or is not UTF-8`},
		{button.Options{Action: "javascript:alert(1)"}, `button: Action has the scheme "javascript"; use a path or an http URL`},
		{button.Options{Action: "JavaScript:alert(1)"}, `button: Action has the scheme "javascript"; use a path or an http URL`},
		{button.Options{Action: " javascript:alert(1)"}, `button: Action is no URL`},
		{button.Options{Action: "java\nscript:alert(1)"}, `button: Action is no URL`},
		{button.Options{Action: "data:text/html,x"}, `button: Action has the scheme "data"; use a path or an http URL`},
		{button.Options{Attributes: map[string]string{"onclick": "x"}}, `button: Attributes: "onclick" breaks a strict Content-Security-Policy; use a class, or a script that listens`},
		{button.Options{Attributes: map[string]string{"STYLE": "x"}}, `button: Attributes: "STYLE" breaks a strict Content-Security-Policy; use a class, or a script that listens`},
		{button.Options{Attributes: map[string]string{"HREF": "x"}}, `button: Attributes: "HREF" is set by the button itself`},
		{button.Options{Attributes: map[string]string{"aria-label": "x"}}, `button: Attributes: "aria-label" is set by the button itself`},
		{button.Options{Attributes: map[string]string{"formaction": "//evil"}}, `button: Attributes: "formaction" would send the form elsewhere; use Action and Method`},
		{button.Options{Attributes: map[string]string{"a b": "x"}}, `button: Attributes: "a b" is no name of an attribute`},
		{button.Options{Attributes: map[string]string{"": "x"}}, `button: Attributes: "" is no name of an attribute`},
		{button.Options{Attributes: map[string]string{"x><script": "x"}}, `button: Attributes: "x><script" is no name of an attribute`},
		{button.Options{Size: "1", Variant: "2", Label: "\t"}, "button: Variant \"2\" is none of [\"default\" \"minimal\" \"branded\" \"icon\" \"cta\"]\n" +
			"button: Size \"1\" is none of [\"sm\" \"default\" \"lg\" \"xl\"]\n" +
			"button: Label is blank; leave it out for \"Sign in with OpenRouter\""},
	} {
		html, err := button.HTML(c.o)
		if err == nil || err.Error() != c.want || html != "" {
			t.Errorf("HTML(%+v) is %q and the error\n%v\nwant\n%s", c.o, html, err, c.want)
		}
	}
}

func TestRenderStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var b bytes.Buffer
	if err := (button.Options{}).Render(ctx, &b); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("a request that is over: %v, %d bytes written", err, b.Len())
	}
	if err := (button.Options{Size: "huge"}).Render(t.Context(), &b); err == nil || b.Len() > 0 {
		t.Errorf("wrong options: %v, %d bytes written", err, b.Len())
	}
	if err := (button.Options{}).Render(t.Context(), broken{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a client that hung up: %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestFuncMap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want string // the markup, or the end of the error
	}{
		{`{{openrouterButton}}`, html(t, button.Options{})},
		{`{{openrouterButton "variant" "cta" "size" "lg" "logo" "right" "theme" "dark" "return-to" .Path}}`, html(t, button.Options{Variant: button.CTA, Size: button.Large, Logo: button.Right, Theme: button.Dark, ReturnTo: "/x?<"})},
		{`{{openrouterButton "method" "post" "action" "/in" "label" "Go" "lang" "en" "class" "a" "loading" true "disabled" false}}`, html(t, button.Options{Method: button.Post, Action: "/in", Label: "Go", Lang: "en", Class: "a", Loading: true})},
		{`{{openrouterButton .Options}}`, html(t, button.Options{Size: button.Small})},
		{`<a class="{{openrouterClasses "branded" "lg"}}">{{openrouterLogo "lg"}}</a>`, `<a class="` + button.Classes(button.Branded, button.Large) + `">` + string(button.LogoSVG(button.Large)) + `</a>`},
		{`{{openrouterButton "varient" "cta"}}`, `button: no option is named "varient"; there are action, class, disabled, label, lang, loading, logo, method, return-to, size, theme, variant`},
		{`{{openrouterButton "variant"}}`, `button: openrouterButton takes names and values in pairs; variant has no value`},
		{`{{openrouterButton "loading" "yes"}}`, `button: loading takes true or false, not yes`},
		{`{{openrouterButton "size" "huge"}}`, `button: Size "huge" is none of ["sm" "default" "lg" "xl"]`},
	} {
		page, err := template.New("").Funcs(button.FuncMap()).Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := page.Execute(&b, map[string]any{"Path": "/x?<", "Options": button.Options{Size: button.Small}}); err != nil {
			if !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("%s: %v", c.text, err)
			}
		} else if b.String() != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, b.String(), c.want)
		}
	}
}

func html(t *testing.T, o button.Options) string {
	t.Helper()
	html, err := button.HTML(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}
