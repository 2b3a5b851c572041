// Command orkey is "Sign in with OpenRouter" at a terminal: a local OpenRouter
// to develop against, and a page to try it on.
//
//	orkey demo                 the whole walk in a browser, offline
//	orkey emulate              a local OpenRouter on 127.0.0.1:8787
//	orkey emulate -- npm test  the same for one command, which is told where
//
// # What goes where
//
// Standard output carries what a script reads: shell lines, URLs, JSON under
// --json. Standard error carries what a person reads. Colour and bold appear
// on a terminal only, and never where NO_COLOR is set.
//
// # Exit codes
//
//	0    done
//	1    failed
//	2    misused: an unknown command, flag or value
//	3    not signed in
//	4    denied
//	130  interrupted by Ctrl-C or SIGTERM
//
// A command that starts another (emulate -- CMD) ends with the exit code of
// that one, or as a shell would: 128 + n if signal n ended it, 127 if there is
// no such program, 126 if it could not be started.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], realSystem()))
}
