package button

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// HTML returns the button as markup that works without a script: a link, or a
// form with one button, to [Options.Action]. The page needs [Stylesheet]. The
// error says everything that is wrong with the options.
func HTML(o Options) (template.HTML, error) {
	if err := o.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	if o.Method == Get || o.Method == Post {
		o.writeForm(&b)
	} else {
		o.writeLink(&b)
	}
	return template.HTML(b.String()), nil
}

// Render writes the button to w. It makes Options a component of
// github.com/a-h/templ.
func (o Options) Render(ctx context.Context, w io.Writer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	html, err := HTML(o)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, string(html)); err != nil {
		return fmt.Errorf("button: write: %w", err)
	}
	return nil
}

func (o Options) writeLink(b *strings.Builder) {
	u, _ := o.action() // check has parsed it
	u.RawQuery = o.parameters(u).Encode()
	b.WriteString("<a")
	o.writeAttributes(b)
	if o.Disabled || o.Loading {
		// A link without href, told apart from other text.
		attribute(b, "role", "link")
		attribute(b, "aria-disabled", "true")
	} else {
		attribute(b, "href", u.String())
		attribute(b, "rel", "nofollow") // crawlers have no account
	}
	o.writeContent(b)
	b.WriteString("</a>")
}

func (o Options) writeForm(b *strings.Builder) {
	u, _ := o.action() // check has parsed it
	fields := o.parameters(u)
	u.RawQuery = "" // a browser drops it from a form's GET
	b.WriteString("<form")
	attribute(b, "class", prefix+"form")
	attribute(b, "method", string(o.Method))
	attribute(b, "action", u.String())
	b.WriteString(">")
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			b.WriteString(`<input type="hidden"`)
			attribute(b, "name", name)
			attribute(b, "value", value)
			b.WriteString("/>")
		}
	}
	b.WriteString("<button")
	o.writeAttributes(b)
	switch {
	case o.Disabled:
		attribute(b, "type", "submit")
		attribute(b, "disabled", "disabled")
	case o.Loading:
		attribute(b, "type", "button") // can be reached, does not submit
		attribute(b, "aria-disabled", "true")
	default:
		attribute(b, "type", "submit")
	}
	o.writeContent(b)
	b.WriteString("</button></form>")
}

// parameters are what goes with the action, its own query included.
func (o Options) parameters(action *url.URL) url.Values {
	values := action.Query()
	for name, value := range o.Fields {
		values.Set(name, value)
	}
	if o.ReturnTo != "" {
		values.Set("return_to", o.ReturnTo)
	}
	return values
}
