package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/orkey-dev/orkey"
)

// maxError bounds what is passed on of an error, in bytes.
const maxError = 64 << 10

// modify looks at OpenRouter's answer before the page gets it.
func (p *passThrough) modify(res *http.Response) error {
	c := res.Request.Context().Value(passingKey{}).(*passing)
	c.status = res.StatusCode
	if res.StatusCode == http.StatusUnauthorized {
		// Not every 401 is about the key: ask before the session is ended.
		_, err := p.signIn.client.KeyInfo(c.Context, c.session.Key)
		if errors.Is(err, orkey.ErrKeyRejected) {
			c.err = err
			return p.rejected(c, res)
		}
	}
	switch {
	case res.StatusCode >= 400:
		replace(res, res.StatusCode, readError(res, c.session.Key.Reveal()))
	case res.StatusCode >= 300:
		replace(res, http.StatusBadGateway, nil)
	case res.StatusCode == http.StatusSwitchingProtocols:
		return errors.New("web: OpenRouter wants another protocol")
	}
	keep(res.Header, passedBack)
	return nil
}

// rejected ends the session of a person whose key was deleted or has expired.
func (p *passThrough) rejected(c *passing, res *http.Response) error {
	s := p.signIn
	if err := s.forget(c.Context, c.w.Header(), c.session); err != nil {
		return err
	}
	var body problem
	body.Error.Code = http.StatusUnauthorized
	body.Error.Message = "The key was deleted or has expired at OpenRouter. Sign in again."
	body.SignInURL = s.SignInURL(s.here(c.r))
	text, err := json.Marshal(body)
	replace(res, http.StatusUnauthorized, text)
	c.w.Header()["Www-Authenticate"] = s.challenges
	keep(res.Header, passedBack)
	return err
}

// readError returns the body of an error, if it is JSON and nobody finds the key
// in it.
func readError(res *http.Response, key string) []byte {
	var body io.Reader = res.Body
	switch res.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip":
		unzipped, err := gzip.NewReader(res.Body)
		if err != nil {
			return nil
		}
		body = unzipped
	default:
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(body, maxError+1))
	if err != nil || len(text) > maxError || !json.Valid(text) {
		return nil
	}
	return bytes.ReplaceAll(text, []byte(key), []byte("…"))
}

// replace puts a body of ours, or the bare status, in place of an answer's.
func replace(res *http.Response, status int, body []byte) {
	if body == nil {
		var p problem
		p.Error.Code, p.Error.Message = status, "OpenRouter answered "+strconv.Itoa(res.StatusCode)+" "+http.StatusText(res.StatusCode)
		body, _ = json.Marshal(p)
	}
	res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.StatusCode, res.ContentLength = status, int64(len(body))
	res.Header.Set("Content-Type", "application/json")
	res.Header.Set("Content-Length", strconv.Itoa(len(body)))
	res.Header.Del("Content-Encoding")
}

// failed answers a call that got no answer.
func (p *passThrough) failed(w http.ResponseWriter, r *http.Request, err error) {
	c := r.Context().Value(passingKey{}).(*passing)
	c.err = err
	var tooLarge *http.MaxBytesError
	var timeout net.Error
	switch {
	case errors.As(err, &tooLarge):
		c.status = http.StatusRequestEntityTooLarge
		fail(w, c.status, "The request is larger than this site allows.", "")
	case errors.Is(err, ErrUnavailable):
		c.status = http.StatusServiceUnavailable
		fail(w, c.status, "The session can't be looked up right now; try again in a moment.", "")
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		w.WriteHeader(http.StatusBadGateway) // nobody reads it
	case errors.As(err, &timeout) && timeout.Timeout():
		c.status = http.StatusGatewayTimeout
		fail(w, c.status, "OpenRouter did not answer in time; try again in a moment.", "")
	default:
		c.status = http.StatusBadGateway
		fail(w, c.status, "OpenRouter could not be reached; try again in a moment.", "")
	}
}
