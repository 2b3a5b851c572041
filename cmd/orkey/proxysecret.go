package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/orkey-dev/orkey/web"
)

// A secretFile is where the secrets are.
type secretFile struct {
	path string
	own  bool // it is ours to make
}

// findSecret finds the file. One of our own is in the state directory: that of
// systemd's, or the person's (XDG Base Directory Specification).
func (p *proxy) findSecret() (secretFile, error) {
	if p.secretFile != "" {
		return secretFile{path: p.secretFile}, nil
	}
	if dir := p.getenv("STATE_DIRECTORY"); dir != "" { // systemd.exec(5), of which there may be several
		dir, _, _ = strings.Cut(dir, ":")
		return secretFile{filepath.Join(dir, "proxy-secret"), true}, nil
	}
	dir, err := p.stateHome()
	if err != nil {
		return secretFile{}, errors.New("there is no home directory to keep the secret in; name a file with --secret-file")
	}
	return secretFile{filepath.Join(dir, "orkey", "proxy-secret"), true}, nil
}

func (p *proxy) stateHome() (string, error) {
	if dir := p.getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return os.UserConfigDir() // which have no other place for it
	}
	home := p.getenv("HOME")
	if home == "" {
		return "", os.ErrNotExist
	}
	return filepath.Join(home, ".local", "state"), nil
}

// read returns the secrets of the file, one a line; # begins a comment.
func (f secretFile) read() ([]web.Secret, error) {
	text, err := os.ReadFile(f.path)
	if err != nil {
		return nil, fmt.Errorf("the secret can't be read: %w", err)
	}
	if info, err := os.Stat(f.path); err == nil && f.own && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others, who could make sessions of anybody; run: chmod 600 %s, and if others use this machine, remove it for a new one", f.path, f.path)
	}
	var secrets []web.Secret
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			secrets = append(secrets, web.Secret(line))
		}
	}
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%s has no secret; make one with: openssl rand -base64 32 > %s", f.path, f.path)
	}
	return secrets, nil
}

// readOrMake is read, but first makes a file of our own where there is none.
// Of several processes that start at once, all get the same.
func (f secretFile) readOrMake() (secrets []web.Secret, made bool, err error) {
	secrets, err = f.read()
	if !f.own || !errors.Is(err, os.ErrNotExist) {
		return secrets, false, err
	}
	dir := filepath.Dir(f.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("cannot keep a secret (%w); name a file with --secret-file", err)
	}
	draft, err := os.CreateTemp(dir, ".proxy-secret-*") // 0600
	if err != nil {
		return nil, false, fmt.Errorf("cannot keep a secret (%w); name a file with --secret-file", err)
	}
	defer os.Remove(draft.Name())
	// What String returns is redacted.
	if _, err = draft.WriteString(string(web.NewSecret()) + "\n"); err == nil {
		err = draft.Sync()
	}
	if err = errors.Join(err, draft.Close()); err != nil {
		return nil, false, err
	}
	// A link is made whole or not at all, and never in place of another.
	err = os.Link(draft.Name(), f.path)
	if err != nil && !errors.Is(err, os.ErrExist) {
		err = os.Rename(draft.Name(), f.path) // a file system without links
		if err != nil {
			return nil, false, err
		}
	}
	made = err == nil
	secrets, err = f.read()
	return secrets, made, err
}
