package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A source is a commit in a directory of its own.
type source struct {
	dir, work string
	version   string // as v0.1.0
	time      time.Time
}

// versionPattern is of Semantic Versioning, after a v, without build metadata. From
// v2 on the path of the module would have to tell.
var versionPattern = regexp.MustCompile(`^v[01]\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

// check says why the version can't be released from what is checked out.
func check(ctx context.Context, repository, version string) error {
	if !versionPattern.MatchString(version) {
		return fmt.Errorf("%q is no version to release; it looks like VERSION=v0.1.0", version)
	}
	changed, err := command(ctx, repository, "git", "status", "--porcelain")
	if err != nil {
		return err
	}
	if changed != "" {
		return errors.New("there are changes that are in no commit, so they would not be in the release; commit them, or put them away")
	}
	tagged, err := command(ctx, repository, "git", "tag", "--list", version, "--format", "%(objectname)%(*objectname)")
	if err != nil || tagged == "" {
		return err
	}
	head, err := command(ctx, repository, "git", "rev-parse", "HEAD")
	if err == nil && !strings.Contains(tagged, head) {
		err = fmt.Errorf("the tag %s is another commit than the one that is checked out", version)
	}
	return err
}

// checkOut makes a clone of the commit, with the version as its tag: the Go tool
// then writes that into what it builds.
func checkOut(ctx context.Context, repository, work, version string) (*source, error) {
	repository, err := filepath.Abs(repository)
	if err != nil {
		return nil, err
	}
	s := &source{dir: filepath.Join(work, "src"), work: work, version: version}
	_, err = command(ctx, work, "git", "clone", "--quiet", "--shared", "--no-tags", repository, s.dir)
	if err != nil {
		return nil, err
	}
	if _, err := command(ctx, s.dir, "git", "-c", "tag.gpgSign=false", "tag", version); err != nil {
		return nil, err
	}
	seconds, err := command(ctx, s.dir, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	s.time = time.Unix(n, 0).UTC()
	return s, err
}

// command runs a program and returns what it prints, without the end of its last
// line.
func command(ctx context.Context, dir, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	// A build is the same whatever the person has set for other ones.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("%s %s: %w\n%s%s", program, strings.Join(args, " "), err, out, exit.Stderr)
	}
	return strings.TrimRight(string(out), "\n"), err
}
