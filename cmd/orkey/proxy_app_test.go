package main

import (
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/internal/servertest"
)

// appMain is an app that answers who a request is from, and its number. What it
// was asked to do by POST it writes down, each number when it does it.
func appMain(socket string) {
	done, err := os.OpenFile(socket+".done", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	os.Remove(socket) // which one leaves behind that was killed
	l, err := net.Listen("unix", socket)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening")
	log.Fatal(http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			fmt.Fprintln(done, r.URL.Query().Get("n"))
		}
		fmt.Fprint(w, r.Header.Get("X-Openrouter-User"), " ", r.URL.Query().Get("n"))
	})))
}

// An appProcess is that app as a process, which can be ended and started again.
type appProcess struct {
	*servertest.Process
	socket string
}

func startApp(t *testing.T) *appProcess {
	t.Helper()
	dir, err := os.MkdirTemp("", "app") // a socket's path may have a hundred bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	a := &appProcess{socket: filepath.Join(dir, "sock")}
	a.start(t)
	return a
}

func (a *appProcess) start(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), asApp+"="+a.socket)
	a.Process = servertest.Start(t, cmd, func(said string) error {
		if !strings.Contains(said, "listening\n") {
			return errors.New("it does not listen")
		}
		return nil
	})
}

// done returns how often each number was done.
func (a *appProcess) done(t *testing.T) map[string]int {
	t.Helper()
	text, err := os.ReadFile(a.socket + ".done")
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for line := range strings.Lines(string(text)) {
		times[strings.TrimSpace(line)]++
	}
	return times
}
