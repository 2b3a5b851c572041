//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/orkeytest"
)

// A crowd are people who are signed in at a site, each with a browser and an
// account of their own.
type crowd struct {
	t          *testing.T
	url        string
	openrouter *orkeytest.Server
	people     []*visitor
	asked      atomic.Int64 // how often; each request has a number
	mu         sync.Mutex
	posted     []int64 // those POSTs that the app has answered
}

type visitor struct {
	user   string
	client *http.Client
}

// newCrowdOpenRouter returns an OpenRouter where so many have an account.
func newCrowdOpenRouter(t *testing.T, people int) *orkeytest.Server {
	t.Helper()
	users := make([]orkeytest.User, people)
	for i := range users {
		users[i] = orkeytest.User{ID: fmt.Sprintf("user_%04d", i), Credits: 1}
	}
	return orkeytest.NewServer(t, orkeytest.Config{Users: users, MaxRequests: 20})
}

// newCrowd signs everybody in who has an account.
func newCrowd(t *testing.T, url string, openrouter *orkeytest.Server) *crowd {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 32} // one for all, or there would be hundreds
	t.Cleanup(transport.CloseIdleConnections)
	c := &crowd{t: t, url: url, openrouter: openrouter}
	for _, user := range openrouter.Config().Users {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c.people = append(c.people, &visitor{user.ID, &http.Client{
			Jar: jar, Transport: transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}})
	}
	c.each(c.signIn)
	if t.Failed() {
		t.FailNow()
	}
	return c
}

func (c *crowd) signIn(v *visitor) error {
	login := c.ask(v, http.MethodGet, c.url+"/_orkey/login?return_to=/")
	if login.status != http.StatusSeeOther {
		return login.error("is not led to OpenRouter")
	}
	callback, err := c.openrouter.Approve(login.header.Get("Location"), orkeytest.Consent{UserID: v.user})
	if err != nil {
		return err
	}
	if back := c.ask(v, http.MethodGet, callback); back.status != http.StatusSeeOther {
		return back.error("is not signed in")
	}
	return nil
}

// An answer is what somebody got, or err.
type answer struct {
	user   string
	method string
	number int64
	status int
	header http.Header
	body   string
	err    error
}

func (a *answer) error(what string) error {
	return fmt.Errorf("%s %s: %s %d, %v %.300q", a.user, what, a.method, a.status, a.err, a.body)
}

// page asks for a page of the app's.
func (c *crowd) page(v *visitor, method string) *answer {
	n := c.asked.Add(1)
	a := c.ask(v, method, c.url+"/?n="+strconv.FormatInt(n, 10))
	a.number = n
	return a
}

func (c *crowd) ask(v *visitor, method, url string) *answer {
	a := &answer{user: v.user, method: method}
	req, err := http.NewRequestWithContext(c.t.Context(), method, url, nil)
	if err != nil {
		a.err = err
		return a
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Dest", "document")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := v.client.Do(req)
	if err != nil {
		a.err = err
		return a
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	a.status, a.header, a.body, a.err = res.StatusCode, res.Header, string(body), err
	return a
}

// good reports what is wrong with the answer of a page: it must name who asked for
// it, and what.
func (a *answer) good() error {
	switch {
	case a.err != nil || a.status != http.StatusOK:
		return a.error("does not get the page")
	case a.body != fmt.Sprint(a.user, " ", a.number):
		return a.error(fmt.Sprint("gets something else for number ", a.number))
	}
	return nil
}

// each does something for everybody, several at a time.
func (c *crowd) each(do func(*visitor) error) {
	c.t.Helper()
	var errs problems
	var wg sync.WaitGroup
	next := make(chan *visitor)
	for range 8 {
		wg.Go(func() {
			for v := range next {
				errs.add(do(v))
			}
		})
	}
	for _, v := range c.people {
		next <- v
	}
	close(next)
	wg.Wait()
	errs.report(c.t, "each")
}

// know checks that everybody is known.
func (c *crowd) know() {
	c.t.Helper()
	c.each(func(v *visitor) error { return c.page(v, http.MethodGet).good() })
}

// again waits until everybody is known once more.
func (c *crowd) again() {
	c.t.Helper()
	end := time.Now().Add(patience)
	c.each(func(v *visitor) error {
		for {
			a := c.page(v, http.MethodGet)
			if a.status != http.StatusServiceUnavailable && a.status != http.StatusBadGateway || time.Now().After(end) {
				return a.good()
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
}

// crowdWorkers is how many requests are under way at once.
const crowdWorkers = 8

// during has people ask for pages all the time while something happens, each fourth
// by POST. An answer that is not good is told to lost, which says whether it can be
// put up with; nil puts up with none.
func (c *crowd) during(what string, lost func(*answer) error, happens func(*traffic)) {
	c.t.Helper()
	var errs problems
	var wg sync.WaitGroup
	traffic := new(traffic)
	next := make(chan *visitor)
	for range crowdWorkers {
		wg.Go(func() {
			for v := range next {
				method := http.MethodGet
				if c.asked.Load()%4 == 0 {
					method = http.MethodPost
				}
				a := c.page(v, method)
				err := a.good()
				switch {
				case err == nil && method == http.MethodPost:
					c.mu.Lock()
					c.posted = append(c.posted, a.number)
					c.mu.Unlock()
				case err != nil && a.err == nil && lost != nil:
					err = lost(a)
					traffic.lost.Add(1)
				}
				traffic.answered.Add(1)
				errs.add(err)
			}
		})
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		defer close(next)
		pace := time.NewTicker(4 * time.Millisecond)
		defer pace.Stop()
		for {
			<-pace.C
			select {
			case next <- c.people[rand.N(len(c.people))]:
			case <-stop:
				return
			}
		}
	}()
	func() {
		defer func() { // also where it fails
			close(stop)
			<-stopped
			wg.Wait()
		}()
		traffic.wait(c.t, 20, 0)
		happens(traffic)
		traffic.wait(c.t, 20, 0)
	}()
	errs.report(c.t, what)
	c.t.Logf("%s: %d requests, %d of them lost", what, traffic.answered.Load(), traffic.lost.Load())
}

// traffic is what has been answered.
type traffic struct{ answered, lost atomic.Int64 }

// wait waits until so many more are answered, and so many more are lost.
func (tr *traffic) wait(t *testing.T, answered, lost int64) {
	t.Helper()
	answered, lost = tr.answered.Load()+answered, tr.lost.Load()+lost
	for end := time.Now().Add(patience); tr.answered.Load() < answered || tr.lost.Load() < lost; {
		if time.Now().After(end) {
			t.Fatalf("of %d requests %d are lost, no more", tr.answered.Load(), tr.lost.Load())
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// problems are errors of several at once.
type problems struct {
	mu   sync.Mutex
	errs []error
}

func (p *problems) add(err error) {
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.errs = append(p.errs, err)
	}
}

func (p *problems) report(t *testing.T, what string) {
	t.Helper()
	if n := len(p.errs); n > 0 {
		t.Errorf("%s: %d, the first of them %v", what, n, errors.Join(p.errs[:min(n, 5)]...))
	}
}
