package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// choosePort says where the command is to listen: where the app is said to be, or
// at a port that is chosen here.
func (r *running) choosePort() error {
	if r.command == nil {
		return nil
	}
	chosen := r.plan.upstream == ""
	switch u, err := url.Parse(r.plan.upstream); {
	case chosen:
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close()
		r.port = strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
		r.plan.upstream = "http://localhost:" + r.port
	case err == nil && (address{host: u.Hostname()}).isLoopback():
		r.port = u.Port()
	}
	if r.port == "" && slices.ContainsFunc(r.command, func(arg string) bool { return strings.Contains(arg, portMark) }) {
		return &misuse{"there is no port to put in the place of " + portMark, "name one: orkey proxy 8080 -- " + r.command[0]}
	}
	if r.port == "" {
		return nil
	}
	for i, arg := range r.command {
		r.command[i] = strings.ReplaceAll(arg, portMark, r.port)
	}
	port, err := strconv.ParseUint(r.port, 10, 16)
	if err != nil {
		return err
	}
	// Where others can come, the app is where it is said to be, or nowhere.
	r.app = newChildApp(uint16(port), chosen && r.plan.local)
	r.plan.cfg.UpstreamDial = r.app.dial
	if chosen {
		return nil
	}
	return r.isFree()
}

// portMark stands for the port in the arguments of a command.
const portMark = "{port}"

// isFree reports that nobody listens where the command is to: people would be let
// in to another app.
func (r *running) isFree() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := r.app.connect(ctx, "tcp", localhost(r.app.told))
	if err != nil {
		return nil
	}
	conn.Close()
	return fmt.Errorf("something already listens on port %d, where %s is to listen; stop it, or name another port", r.app.told, r.commandName())
}

func (r *running) commandName() string { return filepath.Base(r.command[0]) }

// runCommand runs the command until it ends. Where we are told to end it, so are
// processes that it leaves behind, as npm and sh do: they would keep the port.
func (r *running) runCommand(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var telling sync.WaitGroup
	defer telling.Wait()
	defer cancel()
	var process int
	var left []int
	hooks := childHooks{
		started: func(pid int) {
			process = pid
			if r.app != nil {
				r.app.started(pid)
				telling.Go(func() { r.tellWhenThere(ctx) })
			}
		},
		ending: func() {
			r.drain()
			left = family(process)[1:]
		},
	}
	var env []string
	if r.port != "" {
		env = append(env, "PORT="+r.port)
	}
	err := runChildWith(ctx, r.system, r.command, env, hooks)
	terminate(left)
	return err
}

// Until the user is told that something may be wrong, where the command listens at
// another port, and where it does at none.
const (
	hintElsewhere = 3 * time.Second
	hintNowhere   = 10 * time.Second
)

// tellWhenThere tells when the app is there: what was said before may be gone from
// the screen, as Vite clears it, and what the app says leads past the sign-in.
func (r *running) tellWhenThere(ctx context.Context) {
	there := make(chan uint16, 1)
	go func() {
		defer close(there)
		if port, ok := r.app.await(ctx); ok {
			there <- port
		}
	}()
	tick := time.NewTicker(hintElsewhere / 3)
	defer tick.Stop()
	began, elsewhere, hinted := time.Now(), time.Time{}, false
	for {
		select {
		case port, ok := <-there:
			if ok {
				r.sayThere(port)
			}
			return
		case now := <-tick.C:
			ports := r.app.others()
			switch {
			case r.app.follow && len(ports) == 1: // it is about to be followed
				began = now
				continue
			case len(ports) == 0:
				elsewhere = time.Time{}
			case elsewhere.IsZero():
				elsewhere = now
			}
			long := now.Sub(began) >= hintNowhere || !elsewhere.IsZero() && now.Sub(elsewhere) >= hintElsewhere
			if long && !hinted {
				hinted = true
				r.hint(ports)
			}
		}
	}
}

func (r *running) sayThere(port uint16) {
	if r.isJSON() {
		r.log.Info("the app is there", "url", r.plan.public, "port", port)
		return
	}
	u := newUI(r.system)
	note := ""
	if port != r.app.told {
		note = fmt.Sprintf("  (%s listens on port %d, not where PORT said)", r.commandName(), port)
	}
	u.say("\nWith sign-in in front: %s%s\n\n", u.strong(r.plan.public+"/"), note)
}

// hint tells what may be wrong, and what to type then.
func (r *running) hint(ports []uint16) {
	name, instead := r.commandName(), "PORT"
	text := fmt.Sprintf("nothing listens on port %d yet, though the variable PORT tells %s to", r.app.told, name)
	what := "if it listens elsewhere, say where"
	if len(ports) > 0 {
		instead = strconv.Itoa(int(ports[0]))
		text = fmt.Sprintf("%s listens on %s, not on %d as the variable PORT tells it", name, portList(ports), r.app.told)
		what = "say which it is"
	}
	text += fmt.Sprintf("; %s: orkey proxy %s -- %s …", what, instead, name)
	if r.isJSON() {
		r.log.Warn(text)
		return
	}
	newUI(r.system).warn("%s", text)
}

func (r *running) isJSON() bool { return r.logFormat.String() == "json" }

// portList writes "port 1", or "ports 1, 2 and 3".
func portList(ports []uint16) string {
	var texts []string
	for _, port := range ports {
		texts = append(texts, strconv.Itoa(int(port)))
	}
	last := len(texts) - 1
	if last == 0 {
		return "port " + texts[0]
	}
	return "ports " + strings.Join(texts[:last], ", ") + " and " + texts[last]
}
