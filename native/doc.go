// Package native signs a person in from a program on their own machine: a
// command-line tool, a desktop app. One call gets an OpenRouter API key that the
// person owns:
//
//	client := &orkey.Client{App: orkey.App{Title: "My tool"}}
//	grant, err := native.SignIn(ctx, native.Config{Client: client})
//	if err != nil {
//		log.Fatal(err) // one line, which says what to do
//	}
//	api := &http.Client{Transport: &orkey.Transport{Key: grant.Key, Client: client}}
//	// what api asks of https://openrouter.ai/api/v1/… the person's key pays for
//
// The zero [Config] is right for a command. It prints the address of
// OpenRouter's page to standard error, opens the browser there, and returns when
// the person has pressed Authorize or Deny, after five minutes, or when ctx is
// done, as on Ctrl-C:
//
//	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
//	defer stop()
//
// Every sign-in makes a new key. A program that will be started again keeps the
// grant in package keystore, and signs in only where that has none. In a test,
// package orkeytest is OpenRouter, and the person.
//
// # Two ways
//
// On the [Loopback] way (RFC 8252, section 7.3) the browser comes back by
// itself: SignIn listens on localhost, on a port that the system chooses, for as
// long as the person is away. Whatever else knocks there (a favicon request, a
// port scanner, a forged callback) is answered and changes nothing. If the
// browser can't come back, say because it runs on another machine, the person
// pastes the address it ended on, or the code in it.
//
// On the [Headless] way nothing listens: OpenRouter's page shows a code and the
// person pastes it. It is chosen by itself over SSH, in a container, in a cloud
// shell, and where there is no display or no browser; [Config.Mode] forces
// either.
//
// # What a local user can see
//
// The authorize URL is an argument of the command that opens the browser, so
// other users of the machine may see it in a list of processes. Nothing in it
// gives them the person's key: the code goes to this program's listener, and is
// worth nothing without the verifier, which never leaves the program's memory.
// What such a user could do is finish the sign-in first, with an account of
// theirs, so that the program runs on their key. Where other users are not to be
// trusted, set [Config.Open] to [NoBrowser] and let the person follow the
// printed link.
package native
