package native

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/orkey-dev/orkey"
)

// DefaultTimeout is how long a person may take.
const DefaultTimeout = 5 * time.Minute

// Config says how to sign somebody in. The zero value is right for a command
// that runs in a terminal; every field is optional.
type Config struct {
	// Client talks to OpenRouter. Default: &orkey.Client{}.
	Client *orkey.Client

	// Request says what to ask the person for: a name for the key, a limit, and
	// so on. Its CallbackURL and State are made by SignIn and must be empty.
	// KeyLabel is by default the title of Client.App: OpenRouter itself would
	// call the key "localhost:PORT".
	Request orkey.Request

	// Mode chooses between [Loopback] and [Headless]. Default [Auto].
	Mode Mode

	// Timeout is how long to wait for the person. Default [DefaultTimeout].
	Timeout time.Duration

	// Open shows the person a page; SignIn calls it once, on the loopback way,
	// after the URL is printed. It must return when ctx is done, which is when
	// the sign-in is over. Its error is told to the person and ends nothing.
	// Default [OpenBrowser]; see also [NoBrowser].
	Open func(ctx context.Context, url string) error

	// Listen listens as [net.ListenConfig.Listen] does, which is the default.
	// It is asked for tcp4 on 127.0.0.1 and tcp6 on [::1], on one port; either
	// may fail.
	Listen func(ctx context.Context, network, address string) (net.Listener, error)

	// Input is where the person pastes: a line that holds a code, code=… or the
	// whole address the browser ended on. Default: os.Stdin, on the loopback
	// way only if it is a terminal, since a pipe may hold what the program is
	// to work on. To read nothing: strings.NewReader("").
	//
	// SignIn reads byte by byte up to the end of a line, so that it takes
	// nothing that comes after. When the sign-in is over it leaves Input alone,
	// if it has a working SetReadDeadline (a net.Conn, a pipe, a pseudo-terminal;
	// the deadline is cleared) or is an os.File on Linux, macOS or a BSD. The
	// pending Read of any other reader, such as the console of Windows, can't be
	// called off: a goroutine stays until it returns, and takes the rest of that
	// one line.
	Input io.Reader

	// Output is where the person reads. Default os.Stderr. The address is a
	// hyperlink there if its Stat method, as an os.File has one, tells of a
	// terminal, and the terminal is known to have hyperlinks.
	Output io.Writer

	// Page writes the page the browser ends on; err is what SignIn returns. It
	// must be complete in itself, since nothing else is served, and may as well
	// redirect to a page of your own. The headers are set before: text/html, no
	// store, no referrer, and a Content-Security-Policy that allows inline
	// styles and data: images and nothing else. Default: a page that says what
	// happened and that the tab can be closed.
	Page func(w http.ResponseWriter, r *http.Request, err error)

	// After is the clock that Timeout runs by. Default [time.After].
	After func(time.Duration) <-chan time.Time
}

// Mode is a way for the code to come back from the browser.
type Mode int

// The modes.
const (
	// Auto takes the loopback way where the person's browser seems to run on
	// this machine, and the headless one elsewhere.
	Auto Mode = iota

	// Loopback waits for the browser on localhost, and takes a paste as well.
	Loopback

	// Headless waits for the person to paste the code that OpenRouter shows.
	Headless
)

// String returns the mode's name in lower case.
func (m Mode) String() string {
	switch m {
	case Auto:
		return "auto"
	case Loopback:
		return "loopback"
	case Headless:
		return "headless"
	}
	return "unknown"
}

// check reports every problem of the configuration.
func (cfg *Config) check() error {
	var problems []error
	refuse := func(text string) { problems = append(problems, errors.New("native: Config."+text)) }
	if cfg.Mode < Auto || cfg.Mode > Headless {
		refuse("Mode must be Auto, Loopback or Headless")
	}
	if cfg.Timeout < 0 {
		refuse("Timeout must not be negative")
	}
	if cfg.Request.CallbackURL != "" {
		refuse("Request.CallbackURL must be empty: SignIn listens where it can; on a server use package web")
	}
	if cfg.Request.State != "" {
		refuse("Request.State must be empty: SignIn makes one")
	}
	// The rest of the request is checked where one begins.
	client, request := cfg.Client, cfg.Request
	if client == nil {
		client = &orkey.Client{}
	}
	request.CallbackURL = ""
	_, _, err := client.Begin(request)
	return errors.Join(append(problems, err)...)
}

// fill puts the defaults where nothing is set, but for Mode and Input.
func (cfg *Config) fill() {
	if cfg.Client == nil {
		cfg.Client = &orkey.Client{}
	}
	if cfg.Request.KeyLabel == "" {
		cfg.Request.KeyLabel = cfg.Client.App.Title
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.Open == nil {
		cfg.Open = OpenBrowser
	}
	if cfg.Listen == nil {
		cfg.Listen = new(net.ListenConfig).Listen
	}
	if cfg.Output == nil {
		cfg.Output = os.Stderr
	}
	if cfg.Page == nil {
		cfg.Page = page{program: cfg.Client.App.Title}.end
	}
	if cfg.After == nil {
		cfg.After = time.After
	}
}
