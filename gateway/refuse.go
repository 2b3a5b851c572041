package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/orkey-dev/orkey/web"
)

// A refusal is an answer of the gateway's own, to a person or a program.
type refusal struct {
	status         int
	title, message string
	retryAfter     string // in seconds, or ""
}

// A problem is an error as programs read it. It has the shape of OpenRouter's and
// of package web's.
type problem struct {
	Error struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
	SignInURL string `json:"sign_in_url,omitempty"`
}

// refuse answers with a page where a browser wants one, or else with JSON.
func (g *Gateway) refuse(w http.ResponseWriter, r *http.Request, f refusal) {
	h := w.Header()
	if f.retryAfter != "" {
		h.Set("Retry-After", f.retryAfter)
	}
	if isNavigation(r) {
		again := f.retryAfter != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead)
		g.pages.write(w, r, web.Page{Status: f.status, Title: f.title, Message: f.message, App: g.pages.app}, again, "")
		return
	}
	writeProblem(w, f.status, f.message, "")
}

func writeProblem(w http.ResponseWriter, status int, message, signInURL string) {
	var p problem
	p.Error.Code, p.Error.Message, p.SignInURL = status, message, signInURL
	body, err := json.Marshal(p)
	if err != nil { // nothing that is written here can fail
		status, body = http.StatusInternalServerError, []byte("{}")
	}
	h := w.Header()
	setPrivate(h)
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)+1))
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// setPrivate sets what every answer of ours has.
func setPrivate(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

// isNavigation reports whether a browser wants a page for a person to see.
//
// https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header
func isNavigation(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// misdirected answers a request for another host.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
func (g *Gateway) misdirected(t *trip, r *http.Request) {
	g.refuse(t, r, refusal{status: http.StatusMisdirectedRequest, title: "Another address",
		message: "This is " + g.public.String() + ", and the request was for another host. A proxy in front has to pass on the header Host, or the gateway has to be told the other name."})
}

func (g *Gateway) tooMany(t *trip, r *http.Request) {
	g.refuse(t, r, refusal{status: http.StatusTooManyRequests, title: "Slow down", retryAfter: "10",
		message: "Too many sign-ins were begun from this address. Wait a moment and try again."})
}

func (g *Gateway) tooLarge(t *trip, r *http.Request) {
	g.refuse(t, r, refusal{status: http.StatusRequestEntityTooLarge, title: "Too large", message: "What you sent is larger than is allowed here."})
}

// statusClientLeft is nginx's for a client that left before there was an answer.
const statusClientLeft = 499

// failed answers a request that the app did not.
func (g *Gateway) failed(w http.ResponseWriter, r *http.Request, err error) {
	t := tripOf(r.Context())
	t.err = err
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		g.tooLarge(t, r)
	case t.stalled.Load():
		g.refuse(w, r, refusal{status: http.StatusRequestTimeout, title: "Too slow", message: "What you sent did not come on for too long. Try again."})
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		t.status = statusClientLeft
	case isTimeout(err):
		g.refuse(w, r, refusal{status: http.StatusGatewayTimeout, title: "No answer", retryAfter: "5",
			message: g.pages.app + " did not answer in time. Try again in a moment."})
	case isNobodyThere(err) && isLoopback(g.hosts.name) && g.upstream.socket == "":
		// Whoever sees this is who starts the app.
		g.refuse(w, r, refusal{status: http.StatusBadGateway, title: "Nothing is there yet", retryAfter: "5",
			message: "No app listens at " + g.upstream.url.Host + ". Start it, then load this page again."})
	default:
		g.refuse(w, r, refusal{status: http.StatusBadGateway, title: "Not there", retryAfter: "5",
			message: g.pages.app + " could not be reached. Try again in a moment."})
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}
