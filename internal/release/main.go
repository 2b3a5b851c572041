// Command release makes the files of a release, from the commit that is checked
// out: the command for six platforms, packed with what belongs to it, the package
// of npm's, and their checksums. Run it by
//
//	make release VERSION=v0.1.0
//
// It needs Go and git alone. The same commit gives the same bytes with the same
// Go, wherever and whenever that is: paths are trimmed, and times are the
// commit's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	version := flag.String("version", "", "version to release, as v0.1.0")
	out := flag.String("out", "dist", "directory to write to")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, ".", *out, *version); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// run releases what is checked out in a repository.
func run(ctx context.Context, repository, out, version string) (err error) {
	if err := check(ctx, repository, version); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "orkey-release-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	src, err := checkOut(ctx, repository, work, version)
	if err != nil {
		return err
	}
	files, err := src.pack(ctx, platforms)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, f := range append(files, sums(files)) {
		if err := f.write(out); err != nil {
			return err
		}
		fmt.Println(f.name)
	}
	return nil
}
