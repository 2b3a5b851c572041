package orkey

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultBaseURL is where OpenRouter lives.
const DefaultBaseURL = "https://openrouter.ai"

const (
	// requestTimeout bounds a request whose context has no deadline.
	requestTimeout = 30 * time.Second

	// maxAnswer bounds what is read of an answer, in bytes.
	maxAnswer = 64 << 10
)

// A Client signs people in with OpenRouter. The zero value is ready to use and
// talks to https://openrouter.ai. A Client is safe for concurrent use as long
// as its fields are left alone.
type Client struct {
	// BaseURL is the address of OpenRouter, or of an emulator of it. Default
	// [DefaultBaseURL]. A trailing slash and a trailing /api/v1 are ignored.
	// It must be https, or http on a loopback address.
	BaseURL string

	// InsecureHTTP allows a BaseURL of plain http off this machine: codes and
	// keys then cross the network in the clear. For an emulator on a private
	// network, never for OpenRouter.
	InsecureHTTP bool

	// HTTPClient sends the requests. Default: a client on
	// http.DefaultTransport. Its cookie jar and redirect policy are not used:
	// a code or a key is sent to BaseURL alone, and once. Its Transport must
	// not retry a POST.
	HTTPClient *http.Client

	// App names the app to OpenRouter. Optional.
	App App

	// Now is the clock, in which attempts begin. Default time.Now.
	Now func() time.Time
}

// APIURL returns the address of the API, which is what SDKs take for their base
// URL: https://openrouter.ai/api/v1. The error says what is wrong with BaseURL.
func (c *Client) APIURL() (string, error) { return c.endpoint("/api/v1") }

// endpoint returns the URL of path, which begins with a slash, below the base
// URL.
func (c *Client) endpoint(path string) (string, error) {
	if c.BaseURL == "" {
		return DefaultBaseURL + path, nil
	}
	base, err := parseBaseURL(c.BaseURL, c.InsecureHTTP)
	if err != nil {
		return "", err
	}
	return base.String() + path, nil
}

// parseBaseURL checks a base URL and brings it to the form without a trailing
// slash or /api/v1, which is how SDKs write it.
func parseBaseURL(s string, insecureHTTP bool) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("orkey: the base URL can't be parsed; it looks like " + DefaultBaseURL)
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return nil, errors.New("orkey: the base URL must be an absolute http or https URL, like " + DefaultBaseURL)
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return nil, errors.New("orkey: the base URL must have no user, query or fragment")
	case u.Scheme == "http" && !insecureHTTP && !isLoopbackHost(u.Hostname()):
		return nil, errors.New("orkey: the base URL is plain http, which would send keys in the clear; use https")
	}
	path := strings.TrimSuffix(strings.TrimRight(u.EscapedPath(), "/"), "/api/v1")
	return u.Parse(u.Scheme + "://" + u.Host + path)
}

// do sends a request and returns the status, the media type and the body of
// its answer. Every error matches ErrUnavailable, but for one that came from
// the caller: a context that was cancelled, or a bad base URL.
func (c *Client) do(ctx context.Context, method, path string, key Key, body string) (answer, error) {
	target, err := c.endpoint(path)
	if err != nil {
		return answer{}, err
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, requestTimeout)
		defer cancel()
	}
	var reader io.Reader = http.NoBody
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, target, reader)
	if err != nil {
		return answer{}, errors.New("orkey: the request can't be made; check the base URL")
	}
	// Without GetBody net/http cannot send a body a second time, whatever
	// happens to the connection.
	req.GetBody = nil
	req.Header.Set("Accept", "application/json")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if !key.IsZero() {
		req.Header.Set("Authorization", "Bearer "+key.Reveal())
	}
	setFetchOptions(req.Header)

	client := http.Client{}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return answer{}, unavailable(ctx, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return answer{}, unavailable(ctx, err)
	}
	if len(text) > maxAnswer {
		return answer{}, &APIError{Status: res.StatusCode, Message: "an answer of over 64 KiB", meaning: ErrUnavailable}
	}
	return answer{status: res.StatusCode, body: text}, nil
}

// unavailable turns what net/http reports into an error without the URL, and
// without what a server or proxy said: only the system's own words are kept.
func unavailable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return explain("orkey: the request was cancelled", context.Canceled)
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return explain("orkey: OpenRouter did not answer in time; try again in a moment", ErrUnavailable, context.DeadlineExceeded)
	}
	cause := ""
	if e, ok := errors.AsType[*net.OpError](err); ok {
		cause = " (" + e.Error() + ")"
	} else if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		cause = " (" + e.Error() + ")"
	}
	return explain("orkey: OpenRouter could not be reached"+cause+"; check the network and try again", ErrUnavailable)
}
