package page

import (
	"net/http"
	"strconv"

	"github.com/orkey-dev/orkey/internal/html"
)

// A form's target and whatever that redirects to must be listed, so the consent page, which leads to an app that may lead
// on, allows any website. Everything else is ours.
const (
	formsStay = "'self'"
	formsLead = "'self' http: https:"
)

// write answers w with a page.
func write(w http.ResponseWriter, status int, page html.HTML) error {
	return writeWithForms(w, status, page, formsStay)
}

func writeWithForms(w http.ResponseWriter, status int, page html.HTML, forms string) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "+
		"form-action "+forms+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin") // no-referrer would make the Origin of our own forms "null"
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write([]byte(page))
	return err
}

// statusOf is 400 for a page that reports a problem with what was posted.
func statusOf(problem string) int {
	if problem != "" {
		return http.StatusBadRequest
	}
	return http.StatusOK
}
