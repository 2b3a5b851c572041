package page

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
	"sync"
	"time"
)

//go:embed templates
var templateFiles embed.FS

// templates returns all templates, parsed at the first use.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/*.html"))
})

// funcs are what the templates may call. The lower ones are those that parts.html names in data-as: see format.go.
var funcs = template.FuncMap{
	"asset":           assetURL,
	"conflictMessage": func() string { return ConflictMessage },
	"initial":         initial,
	"minutes":         minutes,
	"splitURL":        splitURL,
	"stamp":           func(t time.Time) string { return t.Format(time.RFC3339) },
	"date":            func(t time.Time) string { return t.Format("2 Jan 2006, 15:04 MST") },
	"moment":          func(t time.Time) string { return t.Format("2 Jan 15:04:05") },
	"member":          func(name string, m Message) namedMessage { return namedMessage{m, name} },
	"visible":         visible,
	"usd":             usd,

	"hash":   func(s string) string { return s[:min(8, len(s))] },
	"clock":  clock,
	"ms":     ms,
	"tone":   tone,
	"answer": answer,
	"query":  query,
	"header": header,
	"body":   body,
	"cut":    cut,
	"match":  match,
	"effect": effect,
	"counts": counts,
	"label":  func(k Key) string { return visible(k.name()) },
	"spent":  spent,
}

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
