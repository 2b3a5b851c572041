package servertest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A RedisServer is a Redis that listens on a Unix socket. It can be ended and
// started again, with what it has kept on disk.
type RedisServer struct {
	*Process
	URL string // unix:///…

	program, config, socket, password string
}

// Redis starts a Redis, whose configuration is lines of redis.conf. Without any it
// keeps nothing on disk.
func Redis(t testing.TB, config ...string) *RedisServer {
	t.Helper()
	program, dir := Find(t, "redis-server", "redis-server"), directory(t)
	r := &RedisServer{program: program, socket: filepath.Join(dir, "redis.sock"), password: passwordOf(config)}
	r.URL = "unix://" + r.socket
	own := []string{"port 0", "unixsocket " + r.socket, "dir " + dir, `save ""`, "daemonize no"}
	r.config = strings.Join(append(own, config...), "\n") + "\n"
	r.start(t)
	return r
}

// passwordOf returns what a configuration requires, or "".
func passwordOf(config []string) (password string) {
	for _, line := range config {
		fmt.Sscanf(line, "requirepass %s", &password)
	}
	return password
}

func (r *RedisServer) start(t testing.TB) {
	t.Helper()
	cmd := exec.Command(r.program, "-")
	cmd.Stdin = strings.NewReader(r.config)
	r.Process = Start(t, cmd, r.ping)
}

// Restart starts the server anew, after Kill or End. It returns when all that was
// kept has been read.
func (r *RedisServer) Restart() {
	r.t.Helper()
	r.start(r.t)
}

// ping asks whether the server answers.
func (r *RedisServer) ping(string) error {
	answer, err := r.ask("PING")
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("PING is answered by %q", answer)
	}
	return err
}

// Do gives a command, whose answer it returns as text.
func (r *RedisServer) Do(command string) string {
	r.t.Helper()
	answer, err := r.ask(command)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer
}

// Await gives a command until its answer has some text.
func (r *RedisServer) Await(command, text string) {
	r.t.Helper()
	r.wait(func(string) error {
		answer, err := r.ask(command)
		if err == nil && !strings.Contains(answer, text) {
			err = fmt.Errorf("%s is answered by %q", command, answer)
		}
		return err
	})
}

// Dump returns every key with its value, as text.
func (r *RedisServer) Dump() string {
	r.t.Helper()
	return r.Do(`EVAL "local all = {} for _, k in ipairs(redis.call('KEYS', '*')) do all[#all+1] = k .. ' ' .. redis.call('GET', k) end return table.concat(all, ' ')" 0`)
}

// ask gives a command and returns the answer, which is no list.
//
// https://redis.io/docs/latest/develop/reference/protocol-spec/
func (r *RedisServer) ask(command string) (string, error) {
	conn, err := net.DialTimeout("unix", r.socket, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(Patience))
	answer := bufio.NewReader(conn)
	if r.password != "" {
		fmt.Fprintf(conn, "AUTH %s\r\n", r.password)
		if _, err := answer.ReadString('\n'); err != nil {
			return "", err
		}
	}
	fmt.Fprintf(conn, "%s\r\n", command)
	line, err := answer.ReadString('\n')
	if err != nil {
		return "", err
	}
	var n int
	if _, err := fmt.Sscanf(line, "$%d\r\n", &n); err != nil || n < 0 {
		return strings.TrimLeft(strings.TrimSpace(line), "+:"), nil
	}
	text := make([]byte, n)
	_, err = io.ReadFull(answer, text)
	return string(text), err
}
