// Command orkey is "Sign in with OpenRouter" at a terminal: a key of your own for
// the programs you run, and a local OpenRouter to develop against.
//
//	orkey login                in the browser, or by a pasted code; the key is kept
//	orkey status               whose the key is, and what it may spend
//	orkey run -- CMD           run a command that has the key
//	orkey chat                 ask a model, or talk with it
//	orkey env                  the key as lines for a shell
//	orkey token                the key alone, for another program
//	orkey logout               forget the key
//
//	orkey proxy 8080           sign-in in front of the app that listens there
//	orkey proxy -- npm start   the same for one that is started along
//
//	orkey demo                 the whole walk in a browser, offline
//	orkey demo export DIR      the same page as static files, for OpenRouter itself
//	orkey emulate              a local OpenRouter on 127.0.0.1:8787
//	orkey emulate -- npm test  the same for one command, which is told where
//	orkey models               the models there are
//	orkey eject DIR            the browser module and a page, to keep
//
// # Where the key is
//
// A login keeps the key in the system's keyring: the Keychain of macOS, the
// Credential Manager of Windows, and elsewhere the Secret Service (GNOME Keyring,
// KWallet, KeePassXC). There it stays encrypted while you are not signed in to the
// machine. Where there is no keyring, login says so, and --store file keeps the
// key in a file that only you can read, orkey/keys.json in your configuration
// directory; --store auto does that by itself where the keyring fails, with a
// warning. Whoever reads the key looks in both, unless --store says where.
//
// A person may keep several keys, each under a profile: --profile work. A key is
// sent to the OpenRouter that it was made at, and nowhere else; with a base URL
// that is another one's, commands refuse.
//
// A login makes a new key at OpenRouter, so it asks about the one that is kept
// first, and makes none if that works or can't be checked. OpenRouter lets no
// program delete such a key: logout prints where its owner can.
//
// # Environment
//
//	OPENROUTER_API_KEY   the key to use, where neither --profile nor --store says
//	                     which: by status, run and chat, and not by login, logout,
//	                     token, env
//	OPENROUTER_BASE_URL  where OpenRouter is, or an emulator; --base-url overrides it
//	ORKEY_PROFILE        what --profile says
//	ORKEY_STORE          what --store says
//	ORKEY_MODEL          the model that chat asks; --model overrides it
//	ORKEY_…              what the flags of proxy say: ORKEY_PUBLIC_URL and so on
//	BROWSER              the browser to open, as a command or a list of them
//	NO_COLOR             no bold
//
// # What goes where
//
// Standard output carries what a script reads: shell lines, URLs, answers, JSON
// under --json. Standard error carries what a person reads. Bold and spinners
// appear on a terminal only, and bold never where NO_COLOR is set. Keys are shown
// redacted, but by token and env, which refuse a terminal unless --force is given.
//
// # Exit codes
//
//	0    done
//	1    failed
//	2    misused: an unknown command, flag or value
//	3    not signed in, or the key is not accepted any more
//	4    denied
//	130  interrupted by Ctrl-C or SIGTERM
//
// A command that starts another (emulate, proxy, run -- CMD) ends with the exit
// code of that one, or as a shell would: 128 + n if signal n ended it, 127 if there
// is no such program, 126 if it could not be started.
//
// # Systems
//
// It is tested on Linux, with GNOME Keyring. For macOS and Windows it is compiled
// and vetted, and its parts for them are tested as far as that can be done
// elsewhere; the Keychain, the Credential Manager, the consoles of Windows and
// PowerShell were not run.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], realSystem()))
}
