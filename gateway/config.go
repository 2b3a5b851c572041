package gateway

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/orkey-dev/orkey/web"
)

// Prefix is the path of the gateway's own routes.
const Prefix = "/_orkey"

// The headers that the app gets. Whatever spells them in any way is dropped from
// what strangers send.
const (
	// UserHeader is who is signed in, as in user_…. It is missing where nobody
	// is, and for a person of whom OpenRouter tells no id.
	UserHeader = "X-OpenRouter-User"

	// KeyHeader is the person's key, under [PassKeyHeader].
	KeyHeader = "X-OpenRouter-Key"
)

// PassKey says whether the app gets the person's key, and how.
type PassKey string

// The ways. "" is PassKeyNone.
const (
	PassKeyNone          PassKey = "none"          // the key stays here
	PassKeyAuthorization PassKey = "authorization" // Authorization: Bearer sk-or-…
	PassKeyHeader        PassKey = "header"        // X-OpenRouter-Key: sk-or-…
)

// DefaultMaxSignIns is the default of [Config.MaxSignIns].
const DefaultMaxSignIns = 60

// Config says what is behind the gateway and who may go there. PublicURL and
// Secrets of SignIn are required; the zero value of everything else is the safe
// default.
type Config struct {
	// SignIn says how people sign in, and by Allow who of them may come in; see
	// [Users]. Prefix, SignInPage and ErrorPage are the gateway's and must be
	// empty. Pages are titled by the title of Client.App, or else by the public
	// host. API is by default what package web allows pages by default.
	SignIn web.Config

	// NoAPI switches off OpenRouter's API for the app's pages.
	NoAPI bool

	// Upstream is where the app is: http://127.0.0.1:8080, https://app.internal,
	// h2c://127.0.0.1:8080 for HTTP/2 without TLS, or unix:/run/app.sock. A path
	// in it is put before that of each request. Empty: there is none, and the
	// gateway serves forward authentication alone.
	Upstream string

	// UpstreamTLS is for an https upstream, such as one whose certificate is
	// signed by an authority of one's own.
	UpstreamTLS *tls.Config

	// UpstreamTimeout bounds how long the app may take until its answer begins.
	// Default: as long as it likes.
	UpstreamTimeout time.Duration

	// UpstreamDial connects to the app, which may have gone to another address
	// since. Default: that of a net.Dialer.
	UpstreamDial func(ctx context.Context, network, address string) (net.Conn, error)

	// UpstreamWait is how long requests wait for an app that does not listen,
	// because it is being started, say. Default: not at all.
	UpstreamWait time.Duration

	// Transport sends requests to the app in place of the gateway's own, for
	// which the four fields above are.
	Transport http.RoundTripper

	// PassKey gives the app the person's key. Default [PassKeyNone]. The app can
	// then spend what the person has; over plain http to another machine,
	// everybody on the way can.
	PassKey PassKey

	// Skip lists paths that are open to everybody, each a glob: * stands for any
	// characters but slashes, ** for any number of path segments. It is matched
	// on the decoded path and nothing else; paths that somebody on the way might
	// read in another way match nothing. Who is signed in is known to the app
	// there too.
	Skip []string

	// Auto sends people straight to OpenRouter, without the page that has the
	// button.
	Auto bool

	// Logo is the app's logo on that page: PNG, JPEG, WebP, GIF or SVG, of 64 KiB
	// at most.
	Logo []byte

	// TrustedProxies are the addresses of proxies in front, which are believed
	// what they say by X-Forwarded-For of where a request comes from, and by
	// the headers of forward authentication of what was asked for. Nobody is by
	// default.
	TrustedProxies []netip.Prefix

	// Hosts are further names, without port, under which requests are answered,
	// for proxies in front that do not pass on the Host header. Every other host
	// but that of the public URL is refused: it is a stranger's name for this
	// machine (DNS rebinding). All addresses of localhost count as one.
	Hosts []string

	// MaxBody bounds the body of a request to the app, in bytes. Default:
	// nothing does. Bodies are streamed, so they cost no memory here.
	MaxBody int64

	// StallTimeout is for how long the body of a request to the app may stop to
	// come, and its answer not be taken, over HTTP/1, where either holds a
	// connection of the app's for nothing. Over HTTP/2 it holds nothing but
	// itself, and may be one half of a conversation. Default
	// [DefaultStallTimeout].
	StallTimeout time.Duration

	// MaxSignIns bounds how many sign-ins one client address may begin in a
	// minute, and how many keys it may get wrong. Default [DefaultMaxSignIns].
	// An IPv6 client is a network of 64 bits.
	MaxSignIns int

	// AccessLog is told of each request when it is done, in one line, without
	// query, cookies and secrets. Default: SignIn.Log, to whom everything else
	// is told.
	AccessLog *slog.Logger

	// Observe is called when a request is done, for metrics. It must be fast.
	Observe func(Record)
}
