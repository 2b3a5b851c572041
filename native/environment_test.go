package native_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/orkey-dev/orkey/native"
)

func env(pairs ...string) map[string]string {
	m := map[string]string{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		m[name] = value
	}
	return m
}

func TestHeadlessByItself(t *testing.T) {
	t.Parallel()
	xdg := []string{"xdg-open"}
	for _, test := range []struct {
		name     string
		goos     string
		env      map[string]string
		files    []string
		programs []string
		want     bool
	}{
		{"X11", "linux", env("DISPLAY=:0"), nil, xdg, false},
		{"Wayland", "linux", env("WAYLAND_DISPLAY=wayland-0"), nil, xdg, false},
		{"no display", "linux", nil, nil, xdg, true},
		{"no display on a BSD", "freebsd", nil, nil, xdg, true},
		{"no browser", "linux", env("DISPLAY=:0"), nil, nil, true},
		{"BROWSER without a display", "linux", env("BROWSER=my-browser"), nil, nil, false},
		{"macOS", "darwin", nil, nil, []string{"/usr/bin/open"}, false},
		{"Windows", "windows", env(`SystemRoot=C:\Windows`), nil, []string{`C:\Windows\System32\rundll32.exe`}, false},
		{"Android", "android", nil, nil, []string{"termux-open-url"}, false},
		{"WSL", "linux", env("WSL_DISTRO_NAME=Debian"), nil, []string{"wslview"}, false},
		{"WSL without wslu", "linux", env("WSL_INTEROP=/run/WSL/1_interop"), nil, []string{"/mnt/c/Windows/System32/rundll32.exe"}, false},
		{"plan9", "plan9", nil, nil, nil, true},

		{"SSH", "linux", env("SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"), nil, xdg, true},
		{"SSH with a display", "linux", env("SSH_CONNECTION=x", "DISPLAY=localhost:10.0"), nil, xdg, true},
		{"SSH with BROWSER", "linux", env("SSH_CONNECTION=x", "BROWSER=firefox"), nil, xdg, true},
		{"SSH with a terminal", "linux", env("SSH_TTY=/dev/pts/0", "DISPLAY=:0"), nil, xdg, true},
		{"SSH into a Mac", "darwin", env("SSH_CONNECTION=x"), nil, []string{"/usr/bin/open"}, true},
		{"SSH into Windows", "windows", env("SSH_CLIENT=x"), nil, nil, true},
		{"SSH into WSL", "linux", env("SSH_CONNECTION=x", "WSL_DISTRO_NAME=Debian"), nil, []string{"wslview"}, true},
		{"Codespaces", "linux", env("CODESPACES=true", "BROWSER=/vscode/helpers/browser.sh"), nil, nil, true},
		{"Gitpod", "linux", env("GITPOD_WORKSPACE_ID=x"), nil, xdg, true},
		{"Cloud Shell", "linux", env("CLOUD_SHELL=true"), nil, xdg, true},
		{"AWS CloudShell", "linux", env("AWS_EXECUTION_ENV=CloudShell", "DISPLAY=:0"), nil, xdg, true},
		{"Kubernetes", "linux", env("KUBERNETES_SERVICE_HOST=10.0.0.1", "DISPLAY=:0"), nil, xdg, true},

		{"Docker", "linux", env("DISPLAY=:0"), []string{"/.dockerenv"}, xdg, true},
		{"Podman", "linux", env("DISPLAY=:0"), []string{"/run/.containerenv"}, xdg, true},
		{"LXC", "linux", env("DISPLAY=:0", "container=lxc"), nil, xdg, true},
		{"a dev container with a way out", "linux", env("BROWSER=/vscode/helpers/browser.sh"), []string{"/.dockerenv"}, nil, false},
		{"Toolbx", "linux", env("WAYLAND_DISPLAY=wayland-0", "container=oci"), []string{"/run/.containerenv", "/run/.toolboxenv"}, xdg, false},
		{"Distrobox", "linux", env("DISPLAY=:0", "DISTROBOX_ENTER_PATH=/usr/bin/distrobox-enter"), []string{"/run/.containerenv"}, xdg, false},
		{"Toolbx over SSH", "linux", env("SSH_TTY=x", "DISPLAY=:0"), []string{"/run/.toolboxenv"}, xdg, true},
		{"Flatpak", "linux", env("WAYLAND_DISPLAY=wayland-0", "container=flatpak"), []string{"/.flatpak-info"}, xdg, false},
	} {
		e := native.Environment{GOOS: test.goos, Env: test.env, Files: test.files, Programs: test.programs}
		if got := e.Headless(); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestBrowserCommands(t *testing.T) {
	t.Parallel()
	const url = "https://openrouter.ai/auth?a=1&b=%202"
	all := []string{"xdg-open", "gio", "x-www-browser", "sensible-browser", "firefox", "chromium", "wslview", "rundll32.exe", "open",
		"/usr/bin/open", `C:\Windows\System32\rundll32.exe`, "/opt/My Browser/run", "termux-open-url", "my"}
	for _, test := range []struct {
		name string
		goos string
		env  map[string]string
		want []string // the first ones, joined by blanks
	}{
		{"Linux", "linux", env("DISPLAY=:0"), []string{"xdg-open " + url, "gio open " + url, "x-www-browser " + url, "sensible-browser " + url}},
		{"a BSD", "openbsd", env("WAYLAND_DISPLAY=wayland-0"), []string{"xdg-open " + url}},
		{"macOS", "darwin", nil, []string{"/usr/bin/open " + url}},
		{"Windows", "windows", env(`SystemRoot=C:\Windows`), []string{`C:\Windows\System32\rundll32.exe url.dll,FileProtocolHandler ` + url}},
		{"WSL", "linux", env("WSL_DISTRO_NAME=x"), []string{"wslview " + url, "rundll32.exe url.dll,FileProtocolHandler " + url, "xdg-open " + url}},
		{"Android", "android", nil, []string{"termux-open-url " + url}},
		{"one", "linux", env("DISPLAY=:0", "BROWSER=firefox"), []string{"firefox " + url, "xdg-open " + url}},
		{"a list", "linux", env("DISPLAY=:0", "BROWSER=nosuch:firefox::chromium"), []string{"firefox " + url, "chromium " + url, "xdg-open " + url}},
		{"a list on Windows", "windows", env("BROWSER=firefox;chromium"), []string{"firefox " + url, "chromium " + url}},
		{"a place", "linux", env("DISPLAY=:0", "BROWSER=firefox --url=%s -P me"), []string{"firefox --url=" + url + " -P me"}},
		{"percent signs", "linux", env("DISPLAY=:0", "BROWSER=my %%s 100%%"), []string{"my %s 100% " + url}},
		{"quotes", "linux", env("DISPLAY=:0", `BROWSER=firefox -P "my profile" ''`), []string{"firefox -P my profile  " + url}},
		{"a path with blanks", "linux", env("DISPLAY=:0", "BROWSER=/opt/My Browser/run"), []string{"/opt/My Browser/run " + url}},
		{"blanks alone", "linux", env("DISPLAY=:0", "BROWSER= : "), []string{"xdg-open " + url}},
	} {
		e := native.Environment{GOOS: test.goos, Env: test.env, Programs: all}
		var got []string
		for _, command := range e.Commands(url) {
			got = append(got, strings.Join(command, " "))
		}
		if len(got) < len(test.want) || !reflect.DeepEqual(got[:len(test.want)], test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// Without a display only BROWSER can name one that is no browser for terminals.
func TestBrowserCommandsWithoutADisplay(t *testing.T) {
	t.Parallel()
	e := native.Environment{GOOS: "linux", Programs: []string{"xdg-open", "x-www-browser", "firefox"}}
	if got := e.Commands("http://localhost"); len(got) > 0 {
		t.Errorf("it tries %q", got)
	}
	e.Env = env("BROWSER=firefox")
	if got := e.Commands("http://localhost"); len(got) != 1 || got[0][0] != "firefox" {
		t.Errorf("it tries %q", got)
	}
}

func TestSplitWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":               nil,
		"  ":             nil,
		"a b\tc":         {"a", "b", "c"},
		`a "b c"d 'e"f'`: {"a", "b cd", `e"f`},
		`"a`:             {"a"},
		"''":             {""},
	} {
		if got := native.SplitWords(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestHyperlinks(t *testing.T) {
	t.Parallel()
	_, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	for _, test := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, false},
		{env("TERM=xterm-256color"), false},
		{env("TERM=xterm-256color", "VTE_VERSION=7200"), true},
		{env("TERM=xterm-256color", "VTE_VERSION=4602"), false},
		{env("TERM=xterm-kitty"), true},
		{env("TERM=alacritty"), true},
		{env("TERM_PROGRAM=iTerm.app"), true},
		{env("TERM_PROGRAM=vscode"), true},
		{env("TERM_PROGRAM=Apple_Terminal"), false},
		{env("WT_SESSION=1"), true},
		{env("KONSOLE_VERSION=230800"), true},
		{env("TERM=linux"), false},
		{env("TERM=dumb", "WT_SESSION=1"), false},
		{env("TERM=screen-256color", "VTE_VERSION=7200", "TMUX=/tmp/tmux"), false},
		{env("FORCE_HYPERLINK=1"), true},
		{env("FORCE_HYPERLINK=0", "WT_SESSION=1"), false},
	} {
		getenv := func(name string) string { return test.env[name] }
		if got := native.HasHyperlinks(terminal, getenv); got != test.want {
			t.Errorf("%v: %v", test.env, got)
		}
		if native.HasHyperlinks(new(output), getenv) {
			t.Errorf("%v: into something that is no terminal", test.env)
		}
	}
}
