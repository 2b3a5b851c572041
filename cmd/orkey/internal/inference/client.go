// Package inference asks models at OpenRouter: which there are, and what they
// answer, word by word.
//
// https://openrouter.ai/docs/api/reference/streaming
package inference

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/orkey-dev/orkey"
)

// stall is how long the other side may say nothing. OpenRouter sends a comment
// now and then while a model thinks.
const stall = 2 * time.Minute

// maxRefusal bounds what is read of an answer that says no, in bytes.
const maxRefusal = 64 << 10

// A Client asks models.
type Client struct {
	// OpenRouter says where it is, and who asks.
	OpenRouter *orkey.Client

	// Key pays for the answers. Only Models goes without.
	Key orkey.Key

	// Transport sends the requests. Default http.DefaultTransport.
	Transport http.RoundTripper
}

// An exchange is a request under way, and its answer.
type exchange struct {
	*http.Response
	ctx     context.Context
	silence *time.Timer
	cancel  context.CancelCauseFunc
}

// send sends a request and returns its answer if that is of the media type
// that is wanted and its status is 2xx.
func (c *Client) send(ctx context.Context, method, path, mediaType, body string) (*exchange, error) {
	api, err := c.OpenRouter.APIURL()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	x := &exchange{ctx: ctx, cancel: cancel, silence: time.AfterFunc(stall, func() { cancel(ErrStalled) })}
	req, err := http.NewRequestWithContext(ctx, method, api+path, strings.NewReader(body))
	if err != nil {
		x.close()
		return nil, errors.New("the request can't be made; check the base URL")
	}
	req.Header.Set("Accept", mediaType)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	client := http.Client{
		Transport: &orkey.Transport{Key: c.Key, Client: c.OpenRouter, Base: c.Transport},
		// A key and a question are for the one place that was named.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	x.Response, err = client.Do(req)
	if err != nil {
		err = x.unreachable(err)
		x.close()
		return nil, err
	}
	x.silence.Reset(stall)
	kind, _, _ := mime.ParseMediaType(x.Header.Get("Content-Type"))
	if x.StatusCode/100 == 2 && kind == mediaType {
		return x, nil
	}
	defer x.close()
	return nil, c.refused(x)
}

// Read reads the answer. Its error at an end that came too early is
// ErrTruncated.
func (x *exchange) Read(p []byte) (int, error) {
	n, err := x.Body.Read(p)
	x.silence.Reset(stall)
	if err == nil || err == io.EOF {
		return n, err
	}
	if err := x.ended(); err != nil {
		return n, err
	}
	return n, ErrTruncated // whoever cut it, and however
}

func (x *exchange) close() {
	x.silence.Stop()
	x.cancel(nil)
	if x.Response != nil {
		x.Body.Close()
	}
}

// ended says why we gave up, if we did.
func (x *exchange) ended() error {
	if context.Cause(x.ctx) == ErrStalled {
		return ErrStalled
	}
	return x.ctx.Err()
}

// unreachable says why there was no answer, without the URL and without what a
// proxy on the way said.
func (x *exchange) unreachable(err error) error {
	if err := x.ended(); err != nil {
		return err
	}
	said := ""
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		said = " (" + operation.Error() + ")"
	}
	return unavailable("OpenRouter could not be reached" + said + "; check the network and try again")
}

// refused reads what an answer other than the one that is wanted says.
func (c *Client) refused(x *exchange) error {
	text, err := io.ReadAll(io.LimitReader(x, maxRefusal))
	if err != nil && x.ctx.Err() != nil {
		return err
	}
	var body struct {
		Error   wireError
		Choices []json.RawMessage
	}
	err = json.Unmarshal(text, &body) // a gateway in between answers in HTML
	if x.StatusCode/100 == 2 && body.Error.Message == "" {
		if err == nil && len(body.Choices) == 0 {
			return errEmpty
		}
		return errNonsense
	}
	status := x.StatusCode
	if status/100 == 2 {
		status = body.Error.status()
	}
	return c.refusal(status, body.Error)
}
