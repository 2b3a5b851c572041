package gateway_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
)

func TestNewUsers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "good"), "user_file # Ada\n\n  user_other\r\n# user_not\n")
	write(t, filepath.Join(dir, "empty"), "# nobody yet\n")
	write(t, filepath.Join(dir, "bad"), "user_a\nada@app.example\n")
	for _, test := range []struct {
		list []string
		want string // part of the error
	}{
		{[]string{"user_2yZT0tVqkUvKpTKjdrJZkBfCfdg"}, ""},
		{[]string{"user_a", filepath.Join(dir, "good")}, ""},
		{nil, "would let nobody in"},
		{[]string{"ada"}, `"ada" is no user id`},
		{[]string{"user_"}, `"user_" is no user id`},
		{[]string{"user_*"}, `"user_*" is no user id`},
		{[]string{""}, `"" is no user id`},
		{[]string{filepath.Join(dir, "missing")}, "can't be read"},
		{[]string{filepath.Join(dir, "empty")}, "names nobody"},
		{[]string{filepath.Join(dir, "bad")}, "line 2 is no user id"},
		{[]string{dir}, "can't be read"},
		{[]string{"ada", filepath.Join(dir, "empty")}, "names nobody"},
	} {
		_, err := gateway.NewUsers(test.list...)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %s", test.list, err, test.want)
		}
	}
	users, err := gateway.NewUsers("user_a", filepath.Join(dir, "good"))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"user_a": true, "user_file": true, "user_other": true, "user_not": false, "": false, "user_": false} {
		if got := users.Allow(id); got != want {
			t.Errorf("%q may come in: %t", id, got)
		}
	}
}

func TestUsersFileThatChanges(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "users")
	write(t, path, "user_ada\n")
	users, err := gateway.NewUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	logged := new(logbook)
	users.Log = slog.New(slog.NewTextHandler(logged, nil))
	b := newSite(t, func(cfg *gateway.Config) { cfg.SignIn.Allow = users.Allow }).browser()
	id := b.openrouter.Config().Users[0].ID
	allowed := func(want bool) {
		t.Helper()
		for range 1000 { // it looks once a second
			if users.Allow(id) == want {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("%s may come in: %t", id, !want)
	}
	write(t, path, "user_ada\n"+id+"\n")
	allowed(true)
	b.signIn("/page")
	if res := b.visit("/page"); res.status != 200 {
		t.Errorf("who is allowed is answered %d", res.status)
	}
	// What can't be meant changes nothing, and is said.
	for _, text := range []string{"", "ada@app.example\n"} {
		write(t, path, text)
		if err := users.Reload(); err == nil {
			t.Errorf("%q is accepted", text)
		}
		allowed(true)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(logged.String(), "the list of users stays as it was") { // it looks once a second
		if !users.Allow(id) {
			t.Fatal("who was allowed is not when the file is gone")
		}
		time.Sleep(10 * time.Millisecond)
	}
	write(t, path, "user_ada\n")
	if err := users.Reload(); err != nil {
		t.Fatal(err)
	}
	allowed(false)
	if res := b.visit("/page"); res.status != 403 || !regexp.MustCompile(`You came as user_\w+, who may not come in`).MatchString(res.body) {
		t.Errorf("who is not allowed any more is answered %d %s", res.status, res.body)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
