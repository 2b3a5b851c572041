package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// A strain is what people and strangers do to a proxy.
type strain struct {
	*peer
	openrouter *orkeytest.Server
	client     *http.Client
	cookie     string // of somebody who is signed in
	turn       atomic.Int64
}

// A task is done again and again, several times at once.
type task struct {
	name  string
	times int
	pause time.Duration // in between
	do    func(context.Context) error
}

func (s *strain) tasks() []task {
	const short = time.Millisecond // the machine is for others too
	return []task{
		{"requests", 4, short, func(ctx context.Context) error {
			return s.want(ctx, http.StatusOK, `"X-Openrouter-User":["user_`, "GET", "/echo", "", s.cookie)
		}},
		{"questions", 1, short, func(ctx context.Context) error {
			return s.want(ctx, http.StatusOK, "", "GET", "/_orkey/verify", "", s.cookie)
		}},
		{"uploads", 1, short, func(ctx context.Context) error {
			return s.want(ctx, http.StatusOK, `"POST"`, "POST", "/echo", strings.Repeat("x", 200_000), s.cookie)
		}},
		// Who has signed out is remembered, up to a bound that is not to be reached.
		{"sign-ins", 2, 200 * time.Millisecond, s.inAndOut},
		{"event streams", 8, short, s.events},
		{"WebSockets", 8, short, s.socket},
		{"people who leave", 2, short, s.leave},
		{"bad cookies", 1, short, s.badCookie},
		{"other hosts", 1, short, s.otherHost},
		{"failures", 1, short, s.failure},
	}
}

// newRequest is one as a page's script sends it.
func (s *strain) newRequest(ctx context.Context, method, path, body, cookie string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+s.address()+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Host = s.host()
	req.Header.Set("Origin", "http://"+s.host())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Sec-Fetch-Mode", "cors")
	req.Header.Set("Cookie", cookie)
	return req, nil
}

// want sends a request and wants an answer.
func (s *strain) want(ctx context.Context, status int, text, method, path, body, cookie string) error {
	req, err := s.newRequest(ctx, method, path, body, cookie)
	if err != nil {
		return err
	}
	return s.wantOf(req, status, text)
}

func (s *strain) wantOf(req *http.Request, status int, text string) error {
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != status || !strings.Contains(string(got), text) {
		return fmt.Errorf("%s is answered %s %.200s", req.URL.Path, res.Status, got)
	}
	return nil
}

// inAndOut is somebody who signs in and out, and whose cookie is then good for
// nothing.
func (s *strain) inAndOut(ctx context.Context) error {
	cookie, err := s.signIn(s.openrouter)
	if err != nil {
		return err
	}
	return errors.Join(
		s.want(ctx, http.StatusOK, "user_", "GET", "/echo", "", cookie),
		s.want(ctx, http.StatusNoContent, "", "POST", "/_orkey/logout", "", cookie),
		s.want(ctx, http.StatusUnauthorized, "sign_in_url", "GET", "/echo", "", cookie),
	)
}

// aWhile is how long somebody stays.
func aWhile() time.Duration { return rand.N(500 * time.Millisecond) }

func (s *strain) events(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := s.newRequest(ctx, "GET", "/events", "", s.cookie)
	if err != nil {
		return err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil || line != "data: one\n" {
		return fmt.Errorf("an event stream is answered %s %q (%v)", res.Status, line, err)
	}
	time.Sleep(aWhile())
	return nil
}

// dial is a connection on which a request was begun.
func (s *strain) dial(request string) (net.Conn, error) {
	conn, err := net.Dial("tcp", s.address())
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := fmt.Fprintf(conn, "%s\r\nHost: %s\r\nCookie: %s\r\n", request, s.host(), s.cookie); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func (s *strain) socket(context.Context) error {
	conn, err := s.dial("GET /ws HTTP/1.1")
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprint(conn, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("it is answered %s", res.Status)
	}
	fmt.Fprint(conn, "hello\n")
	if line, err := r.ReadString('\n'); err != nil || line != "hello\n" {
		return fmt.Errorf("hello comes back as %q (%v)", line, err)
	}
	time.Sleep(aWhile())
	return nil
}

// leave goes in the middle of a head, of a body, and before the answer.
func (s *strain) leave(context.Context) error {
	conn, err := s.dial([]string{"GET /echo HTTP/1.1", "POST /echo HTTP/1.1", "GET /slow HTTP/1.1"}[s.turn.Add(1)%3])
	if err != nil {
		return err
	}
	defer conn.Close()
	switch s.turn.Load() % 3 {
	case 1:
		fmt.Fprint(conn, "Content-Length: 1000\r\n\r\nhalf of it")
	case 2:
		fmt.Fprint(conn, "\r\n")
	}
	time.Sleep(rand.N(20 * time.Millisecond))
	return nil
}

func (s *strain) badCookie(ctx context.Context) error {
	name, value, _ := strings.Cut(s.cookie, "=")
	bad := []string{
		name + "=", name + "=nonsense", name + "=" + value[:len(value)-1], name + "=" + value[1:], strings.ToUpper(s.cookie),
		"a" + s.cookie, name + "=" + strings.Repeat("A", 30_000), strings.Repeat(name+"=x; ", 1000), "=" + s.cookie, name + `="` + value + `x"`,
	}
	return s.want(ctx, http.StatusUnauthorized, "sign_in_url", "GET", "/echo", "", bad[int(s.turn.Add(1))%len(bad)])
}

func (s *strain) otherHost(ctx context.Context) error {
	req, err := s.newRequest(ctx, "GET", "/echo", "", s.cookie)
	if err != nil {
		return err
	}
	req.Host = fmt.Sprintf("host%d.example", s.turn.Add(1))
	return s.wantOf(req, http.StatusMisdirectedRequest, "")
}

// failure is an app that hangs up, before its answer and in it.
func (s *strain) failure(ctx context.Context) error {
	if err := s.want(ctx, http.StatusBadGateway, "", "GET", "/hang-up", "", s.cookie); err != nil {
		return err
	}
	req, err := s.newRequest(ctx, "GET", "/half", "", s.cookie)
	if err != nil {
		return err
	}
	res, err := s.client.Do(req)
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err == nil {
		return errors.New("an answer that breaks off seems whole")
	}
	return nil
}
