package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
	"github.com/orkey-dev/orkey/web"
)

// TestMain lets the test binary play the program.
func TestMain(m *testing.M) {
	if os.Getenv("CLUSTER_TEST_ROLE") == "process" {
		main()
	}
	os.Exit(m.Run())
}

//go:embed nginx.conf
var nginxConf string

// A cluster is two processes behind nginx, and an OpenRouter where as many people
// have accounts as there are to be sessions.
type cluster struct {
	t          *testing.T
	url        string
	openrouter *orkeytest.Server
	processes  [2]*servertest.Process
	pids       [2]string
}

func newCluster(t *testing.T, people int, env ...string) *cluster {
	t.Helper()
	users := make([]orkeytest.User, people)
	for i := range users {
		users[i] = orkeytest.User{ID: fmt.Sprintf("user_%04d", i), Credits: 1}
	}
	front := servertest.Listen(t)
	c := &cluster{t: t, url: "http://" + front.Addr().String(), openrouter: orkeytest.NewServer(t, orkeytest.Config{Users: users, MaxRequests: 20})}
	env = append(env,
		"CLUSTER_TEST_ROLE=process",
		"LISTEN=127.0.0.1:0",
		"PUBLIC_URL="+c.url,
		"OPENROUTER_BASE_URL="+c.openrouter.URL,
		"ORKEY_SECRET="+string(web.NewSecret()),
	)
	conf := strings.Replace(nginxConf, "listen 127.0.0.1:8080;", "listen "+front.Addr().String()+";", 1)
	for i := range c.processes {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), env...)
		address := ""
		c.processes[i] = servertest.Start(t, cmd, func(said string) error {
			found := regexp.MustCompile(`listening on (\S+)\n`).FindStringSubmatch(said)
			if found == nil {
				return errors.New("it does not listen")
			}
			address = found[1]
			return nil
		})
		c.pids[i] = fmt.Sprint(cmd.Process.Pid)
		conf = strings.Replace(conf, fmt.Sprintf("server 127.0.0.1:808%d;", i+1), "server "+address+";", 1)
	}
	if strings.Contains(conf, "127.0.0.1:808") {
		t.Fatalf("nginx.conf has other addresses than the test knows:\n%s", conf)
	}
	servertest.Nginx(t, front, conf)
	return c
}

// A person has a browser of their own.
type person struct {
	*cluster
	user   string
	client http.Client
}

// connections are shared, or there would be a thousand.
var connections = &http.Transport{MaxIdleConnsPerHost: 32}

func (c *cluster) person(user string) *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it has no way to
	}
	return &person{c, user, http.Client{Jar: jar, Transport: connections}}
}

// visit goes to an address as a click on a link does, and wherever that leads to.
func (p *person) visit(to string) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, to, nil)
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Accept", "text/html")
	res, err := p.client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

// begin begins a sign-in and agrees to it. It returns the callback URL.
func (p *person) begin() (string, error) {
	authorizeURL := ""
	p.client.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		if authorizeURL = req.URL.String(); strings.HasPrefix(authorizeURL, p.openrouter.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	defer func() { p.client.CheckRedirect = nil }()
	if status, body, err := p.visit(p.url + "/"); err != nil || status != http.StatusSeeOther {
		return "", fmt.Errorf("%s is not asked to sign in: %d %s, %v", p.user, status, body, err)
	}
	return p.openrouter.Approve(authorizeURL, orkeytest.Consent{UserID: p.user})
}

// known reports which process knows this person, or what is wrong.
func (p *person) known(to string) (pid string, err error) {
	status, body, err := p.visit(to)
	if err != nil {
		return "", err
	}
	pid, ok := strings.CutPrefix(body, "You are "+p.user+", says process ")
	if status != http.StatusOK || !ok {
		return "", &answerError{p.user, status, body}
	}
	return strings.TrimSpace(pid), nil
}

func (p *person) signIn() error {
	callback, err := p.begin()
	if err != nil {
		return err
	}
	_, err = p.known(callback)
	return err
}

// An answerError is an answer that the person should not get.
type answerError struct {
	user   string
	status int
	body   string
}

func (e *answerError) Error() string {
	return fmt.Sprintf("%s gets %d %.200q", e.user, e.status, e.body)
}

// each does something for all people, many at a time, and returns the errors.
func each(people []*person, do func(i int, p *person) error) error {
	var mu sync.Mutex
	var errs []error
	var wg sync.WaitGroup
	next := make(chan int)
	for range 32 {
		wg.Go(func() {
			for i := range next {
				if err := do(i, people[i]); err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	for i := range people {
		next <- i
	}
	close(next)
	wg.Wait()
	if len(errs) > 5 {
		errs = append(errs[:5], fmt.Errorf("and %d more", len(errs)-5))
	}
	return errors.Join(errs...)
}
