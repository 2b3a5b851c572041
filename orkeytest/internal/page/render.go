package page

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"sync"
)

//go:embed templates
var templateFiles embed.FS

// templates returns all templates, parsed at the first use.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/*.html"))
})

// render executes the template into memory and then answers w with it.
func render(w http.ResponseWriter, status int, name string, data any) error {
	// A form's target and whatever that redirects to must be listed, so the consent page, which leads to an app that may
	// lead on, allows any website. Everything else is ours.
	forms := "'self'"
	if name == "consent.html" {
		forms = "'self' http: https:"
	}
	var page bytes.Buffer
	if err := templates().ExecuteTemplate(&page, name, data); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "+
		"form-action "+forms+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin") // no-referrer would make the Origin of our own forms "null"
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(page.Bytes())
	return err
}

// statusOf is 400 for a page that reports a problem with what was posted.
func statusOf(problem string) int {
	if problem != "" {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// foundOr404 is 404 for a page about nothing.
func foundOr404(k *Key) int {
	if k == nil {
		return http.StatusNotFound
	}
	return http.StatusOK
}
