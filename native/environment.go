package native

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
)

// An environment is what this program can know about the machine and about
// where the person sits.
type environment struct {
	goos   string
	getenv func(name string) string
	exists func(path string) bool
	look   func(program string) (path string, err error) // as exec.LookPath
}

func thisMachine() environment {
	return environment{
		goos:   runtime.GOOS,
		getenv: os.Getenv,
		exists: func(path string) bool { _, err := os.Stat(path); return err == nil },
		look:   exec.LookPath,
	}
}

// elsewhere are variables that are set where the person's browser runs on
// another machine than this program.
var elsewhere = []string{
	"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY",
	"CODESPACES", "GITPOD_WORKSPACE_ID", "CLOUD_SHELL", "ACC_CLOUD", "REPL_ID", "COLAB_RELEASE_TAG",
	"KUBERNETES_SERVICE_HOST",
}

// container are files that Docker, Podman and LXC leave in a container.
var container = []string{"/.dockerenv", "/run/.containerenv", "/dev/.lxc-boot-id"}

// headless reports whether a browser on this machine, which could come back to
// localhost, seems to be out of the person's reach.
func (e environment) headless() bool {
	set := func(name string) bool { return e.getenv(name) != "" }
	switch {
	case slices.ContainsFunc(elsewhere, set), e.getenv("AWS_EXECUTION_ENV") == "CloudShell":
		return true
	case set("BROWSER"): // somebody says how a browser is reached
		return false
	case e.contained():
		return true
	case !e.hasDisplay():
		return true
	}
	return len(e.openers()) == 0
}

// contained reports whether the program runs in a container of its own network.
// Toolbx and Distrobox share the person's; a Flatpak's does too.
func (e environment) contained() bool {
	if e.exists("/run/.toolboxenv") || e.getenv("DISTROBOX_ENTER_PATH") != "" {
		return false
	}
	switch e.getenv("container") { // set by systemd-nspawn, Podman, LXC …
	case "", "flatpak":
	default:
		return true
	}
	return slices.ContainsFunc(container, e.exists)
}

// hasDisplay reports whether there is a screen to show a browser on. Only Linux
// and the BSDs tell; the others have one.
func (e environment) hasDisplay() bool {
	switch e.goos {
	case "windows", "darwin", "ios", "android":
		return true
	}
	return e.wsl() || e.getenv("DISPLAY") != "" || e.getenv("WAYLAND_DISPLAY") != ""
}

// wsl reports whether this is Linux on Windows, whose browser is Windows's and
// reaches this machine's localhost.
func (e environment) wsl() bool {
	return e.goos == "linux" && (e.getenv("WSL_DISTRO_NAME") != "" || e.getenv("WSL_INTEROP") != "")
}
