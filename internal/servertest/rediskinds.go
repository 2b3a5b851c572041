package servertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A RedisGroup is several Redis servers, of which another takes over when the
// main one dies.
type RedisGroup struct {
	URL string // redis://127.0.0.1:…?…, as package go-redis reads it

	Main *RedisServer // has the data, or a part of it
	Next *RedisServer // takes over from Main
	all  []*RedisServer
}

// RedisSentinel starts a Redis, one that copies it, and a sentinel that sees to it
// that the copy takes over. The URL has the name of the group, "main". Lines of
// redis.conf are for the two, and a password in them is the sentinel's as well.
func RedisSentinel(t testing.TB, config ...string) *RedisGroup {
	t.Helper()
	port := Port(t)
	node := func(port int, more ...string) *RedisServer {
		t.Helper()
		return Redis(t, append(append([]string{"bind 127.0.0.1", fmt.Sprint("port ", port), "repl-diskless-sync-delay 0"}, config...), more...)...)
	}
	g := &RedisGroup{Main: node(port), Next: node(Port(t), fmt.Sprint("replicaof 127.0.0.1 ", port))}
	g.all = []*RedisServer{g.Main, g.Next}
	g.Next.Await("INFO replication", "master_link_status:up")
	at := Port(t)
	// It writes its configuration anew, so that is a file.
	dir := directory(t)
	file := filepath.Join(dir, "sentinel.conf")
	lines := []string{
		"bind 127.0.0.1", fmt.Sprint("port ", at), "dir " + dir, "unixsocket " + filepath.Join(dir, "redis.sock"),
		fmt.Sprint("sentinel monitor main 127.0.0.1 ", port, " 1"),
		"sentinel down-after-milliseconds main 500", "sentinel failover-timeout main 5000",
	}
	password := passwordOf(config)
	if password != "" {
		lines = append(lines, "requirepass "+password, "sentinel auth-pass main "+password)
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sentinel := &RedisServer{socket: filepath.Join(dir, "redis.sock"), password: password}
	sentinel.Process = Start(t, exec.Command(g.Main.program, file, "--sentinel"), sentinel.ping)
	sentinel.Await("INFO sentinel", "slaves=1,")
	g.URL = fmt.Sprintf("redis://127.0.0.1:%d?master_name=main", at)
	return g
}

// RedisCluster starts a cluster of three servers and a copy of each, made by
// redis-cli as people make one.
func RedisCluster(t testing.TB, config ...string) *RedisGroup {
	t.Helper()
	cli := Find(t, "redis-cli", "redis-tools")
	g := new(RedisGroup)
	args := []string{"--cluster", "create"}
	ports := map[*RedisServer]int{}
	for range 6 {
		port := Port(t)
		own := []string{
			"bind 127.0.0.1", fmt.Sprint("port ", port), fmt.Sprint("cluster-port ", Port(t)), "cluster-enabled yes",
			"cluster-node-timeout 1000", "cluster-replica-validity-factor 0", "repl-diskless-sync-delay 0",
		}
		node := Redis(t, append(own, config...)...)
		ports[node] = port
		g.all = append(g.all, node)
		args = append(args, fmt.Sprint("127.0.0.1:", port))
	}
	cmd := exec.Command(cli, append(args, "--cluster-replicas", "1", "--cluster-yes")...)
	if password := passwordOf(config); password != "" {
		cmd.Env = append(os.Environ(), "REDISCLI_AUTH="+password)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("redis-cli: %v\n%s", err, out)
	}
	for _, node := range g.all {
		node.Await("CLUSTER INFO", "cluster_state:ok")
	}
	g.Main = g.all[0]
	for _, node := range g.all[3:] {
		node.Await("INFO replication", "master_link_status:up")
		if strings.Contains(node.Do("INFO replication"), fmt.Sprint("master_port:", ports[g.Main], "\r\n")) {
			g.Next = node
		}
	}
	if g.Next == nil {
		t.Fatal("nobody copies the first server")
	}
	g.URL = fmt.Sprintf("redis://127.0.0.1:%d?addr=127.0.0.1:%d", ports[g.all[1]], ports[g.all[2]])
	return g
}

// Sync waits until all that Main was told is known to Next as well.
func (g *RedisGroup) Sync() {
	g.Main.t.Helper()
	var offset int
	for line := range strings.Lines(g.Main.Do("INFO replication")) {
		fmt.Sscanf(line, "master_repl_offset:%d", &offset)
	}
	g.Next.wait(func(string) error {
		answer, err := g.Next.ask("INFO replication")
		if err != nil {
			return err
		}
		var has int
		for line := range strings.Lines(answer) {
			fmt.Sscanf(line, "slave_repl_offset:%d", &has)
		}
		if has < offset {
			return fmt.Errorf("it has %d of %d", has, offset)
		}
		return nil
	})
}

// FailOver kills Main, and waits until Next has taken over.
func (g *RedisGroup) FailOver() {
	g.Main.t.Helper()
	g.Main.Kill()
	g.Next.Await("INFO replication", "role:master")
}

// Dump returns all keys and values, as text, after a fail-over.
func (g *RedisGroup) Dump() string {
	g.Main.t.Helper()
	var dumps []string
	for _, node := range g.all {
		if node != g.Main && strings.Contains(node.Do("INFO replication"), "role:master") {
			dumps = append(dumps, node.Dump())
		}
	}
	return strings.Join(dumps, " ")
}
