// Package button is the button "Sign in with OpenRouter", described once:
// variants, sizes, colours, logo and labels are data here, and everything that
// shows the button is made from them. In Chromium all of these look the same,
// to the fraction of a pixel.
//
// # On a server
//
// [HTML] makes the button for html/template, a link or a form that works
// without JavaScript and leads to /auth/login, where the server begins a
// sign-in:
//
//	signIn, err := button.HTML(button.Options{Variant: button.Branded, ReturnTo: r.URL.Path})
//
// In the template it is {{.SignIn}}; with [FuncMap], templates make it
// themselves. [Options] is a templ component too, without this package knowing
// templ. The page needs [Stylesheet], in a <style> or as a file of its own, which
// package browser serves; it needs no inline style and no script, so the
// strictest Content-Security-Policy will do.
//
// # With Tailwind
//
// [Classes] is the same look in class names of Tailwind CSS 4 and [LogoSVG] the
// logo; no stylesheet of ours is needed then. [TailwindSource] is the line for
// the project's own stylesheet that makes Tailwind generate those classes.
//
// # In the browser
//
// <openrouter-sign-in> of package browser is made from this package: its shadow
// tree has the same look by [ShadowStylesheet]. [Stylesheet] shows such an
// element before its script has loaded, so that nothing on the page moves when
// it does.
//
// # Light and dark
//
// [Auto], the default theme, listens to the nearest ancestor with the class
// dark or light, or the attribute data-theme="dark" or "light". Below a theme of
// another name it listens to the page's color-scheme. Without any such mark it
// is dark for a person who prefers that, as Tailwind's dark: is, and on a page
// whose color-scheme is dark. So a page that stays light for everybody says so
// once, by <html data-theme="light">, or says it to the button, by [Light].
//
// # Of one's own
//
// These custom properties go before the button's own values, set on it or on
// anything around it; the minimal variant, which has no box, has nothing but
// a color:
//
//	--openrouter-background  also under the mouse     --openrouter-border-color
//	--openrouter-color                                --openrouter-radius
//	--openrouter-scheme      light, dark, or nothing  --openrouter-shadow
//	                         for the page's color-scheme
//
// Everything else is ordinary CSS: for .openrouter-button with a class of one's
// own beside it, or, in the element, for ::part(button), ::part(logo),
// ::part(label) and ::part(spinner).
//
// # For everybody
//
// Text has a contrast of 4.5 to 1 or more and the focus ring one of 3 to 1
// against button and page, in both themes and every state. Sizes are in rem and
// grow with the person's font size. Forced colours keep edges and focus. Nothing
// moves for people who ask for less motion. The layout follows the direction of
// the text. In narrow places the label wraps and grows into the padding. The icon
// variant has its label as its name. Texts are built in for the ten languages
// with the most speakers: [TextIn].
//
// Browsers of 2024 and later know all the CSS that this takes; in older ones the
// button has no colours of its own, and works.
//
// To see every button there is, run go run ./button/internal/sheet in the
// module.
package button
