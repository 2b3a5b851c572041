package main

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/servertest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// A thousand people are signed in at a site of two processes. One is killed while
// they are about, and so is Redis: nobody is signed out, and nobody is taken for
// somebody else.
func TestCluster(t *testing.T) {
	t.Run("cookies", func(t *testing.T) {
		c, people := crowd(t)
		c.spread(people)
		c.callbackTwice(people[0])
		c.streams(people[1])
		c.killOne(people)
	})
	t.Run("Redis", func(t *testing.T) {
		conf, err := os.ReadFile("../redis/redis.conf")
		if err != nil {
			t.Fatal(err)
		}
		redis := servertest.Redis(t, string(conf))
		c, people := crowd(t, "REDIS_URL="+redis.URL)
		c.spread(people)
		c.callbackTwice(people[0])
		c.killRedis(people, redis)
		c.signOut(people[1])
		c.killOne(people[2:])
	})
}

// crowd signs everybody in.
func crowd(t *testing.T, env ...string) (*cluster, []*person) {
	t.Helper()
	c := newCluster(t, 1000, env...)
	var people []*person
	for _, user := range c.openrouter.Config().Users {
		people = append(people, c.person(user.ID))
	}
	if err := each(people, func(_ int, p *person) error { return p.signIn() }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, process := range c.processes {
			if said := process.Said(); !strings.Contains(said, "web: signed in") || strings.Contains(said, "sk-or-") {
				t.Error("a log holds a key, or nothing at all")
			}
		}
	})
	return c, people
}

// spread checks that everybody is known, to both processes.
func (c *cluster) spread(people []*person) {
	c.t.Helper()
	var by [2]atomic.Int64
	err := each(people, func(_ int, p *person) error {
		pid, err := p.known(c.url + "/")
		for i := range c.pids {
			if pid == c.pids[i] {
				by[i].Add(1)
			}
		}
		return err
	})
	if a, b := by[0].Load(), by[1].Load(); err != nil || a < 300 || b < 300 {
		c.t.Errorf("%d and %d requests are answered by the two processes; %v", a, b, err)
	}
}

// callbackTwice loads a callback in two tabs at once, which the two processes
// answer.
func (c *cluster) callbackTwice(p *person) {
	c.t.Helper()
	other := c.person(p.user) // one who is not signed in
	callback, err := other.begin()
	if err != nil {
		c.t.Fatal(err)
	}
	before := len(c.openrouter.Keys())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if _, err := other.known(callback); err != nil {
				c.t.Error(err)
			}
		})
	}
	wg.Wait()
	if keys := len(c.openrouter.Keys()) - before; keys != 1 {
		c.t.Errorf("%d keys were made, want 1", keys)
	}
}

// streams checks that an answer is passed on as it comes, on its way through
// everything.
func (c *cluster) streams(p *person) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), servertest.Patience)
	defer cancel()
	c.openrouter.Inject(orkeytest.Fault{Path: "/api/v1/chat/completions", TokenDelay: time.Hour})
	const question = `{"model": "openai/gpt-4o-mini", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}`
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/auth/api/v1/chat/completions", strings.NewReader(question))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := p.client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	// The first line says that OpenRouter is at it, the first word comes in an hour.
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || res.StatusCode != http.StatusOK {
		c.t.Errorf("before the answer is complete there is %d %q, %v", res.StatusCode, line, err)
	}
}

// killOne kills a process when half of the people have been there.
func (c *cluster) killOne(people []*person) {
	c.t.Helper()
	err := each(people, func(i int, p *person) error {
		if i == len(people)/2 {
			c.processes[0].Kill()
		}
		_, err := p.known(c.url + "/")
		return err
	})
	if err != nil {
		c.t.Errorf("one process was killed: %v", err)
	}
}

// killRedis kills Redis and starts it again while the people are about. They are
// asked to wait, and no more.
func (c *cluster) killRedis(people []*person, redis *servertest.RedisServer) {
	c.t.Helper()
	newcomer := c.person(people[0].user)
	callback, err := newcomer.begin()
	if err != nil {
		c.t.Fatal(err)
	}
	var waited atomic.Int64
	quarter, back, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- each(people, func(i int, p *person) error {
			switch {
			case i == len(people)/4:
				close(quarter)
			case i > len(people)*3/4:
				<-back
			}
			_, err := p.known(c.url + "/")
			if mustWait(err) {
				waited.Add(1)
				return nil
			}
			return err
		})
	}()
	<-quarter
	redis.Kill()
	if _, err := newcomer.known(callback); !mustWait(err) {
		c.t.Errorf("a callback while Redis is away: %v", err)
	}
	redis.Restart()
	close(back)
	if err := <-done; err != nil || waited.Load() == 0 {
		c.t.Errorf("Redis was killed: %d requests were told to wait; %v", waited.Load(), err)
	}
	c.spread(people)
	if _, err := newcomer.known(callback); err != nil {
		c.t.Errorf("the code was spent while Redis was away: %v", err)
	}
}

// mustWait reports whether an answer is that it is not known who this is.
func mustWait(err error) bool {
	answer, ok := errors.AsType[*answerError](err)
	return ok && answer.status == http.StatusServiceUnavailable
}

// signOut signs somebody out, whom no process knows then, whoever has a copy of
// the cookie.
func (c *cluster) signOut(p *person) {
	c.t.Helper()
	thief := c.person(p.user)
	home, err := url.Parse(c.url + "/")
	if err != nil {
		c.t.Fatal(err)
	}
	thief.client.Jar.SetCookies(home, p.client.Jar.Cookies(home))
	if _, err := thief.known(c.url + "/"); err != nil {
		c.t.Fatalf("a copy of the cookie is no good: %v", err)
	}
	res, err := p.client.Post(c.url+"/auth/logout", "", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	res.Body.Close()
	for range 4 {
		if _, err := thief.begin(); err != nil {
			c.t.Errorf("a copy of the cookie outlives the sign-out: %v", err)
		}
	}
}
