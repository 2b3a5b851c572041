package servertest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Nginx starts an nginx on a listener of [Listen], whose address the
// configuration must listen on. The configuration is what goes into the http
// block.
func Nginx(t testing.TB, l *net.TCPListener, config string) *Process {
	t.Helper()
	program, dir := Find(t, "nginx", "nginx-light", "/usr/sbin/nginx"), directory(t)
	pid := filepath.Join(dir, "nginx.pid") // it comes when the configuration is understood
	// Its workers are nobody's, and write there.
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	whole := `daemon off;
worker_processes 1;
pid ` + pid + `;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path ` + dir + `/body;
	proxy_temp_path ` + dir + `/proxy;
	fastcgi_temp_path ` + dir + `/fastcgi;
	uwsgi_temp_path ` + dir + `/uwsgi;
	scgi_temp_path ` + dir + `/scgi;
` + config + `}
`
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	socket, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	cmd := exec.Command(program, "-e", "stderr", "-p", dir, "-c", file)
	cmd.ExtraFiles = []*os.File{socket}
	// So a new nginx gets the sockets of the one it takes over from: nobody can
	// have taken the port in between.
	cmd.Env = append(os.Environ(), "NGINX=3;")
	return Start(t, cmd, func(string) error {
		_, err := os.Stat(pid)
		return err
	})
}
