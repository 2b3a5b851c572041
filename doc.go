// Package orkey is the protocol of "Sign in with OpenRouter": a person
// authorises an app at OpenRouter, and the app holds an API key that the
// person owns, pays for and can delete. There is no client registration, no
// secret and no backend: PKCE (RFC 7636) is the only proof.
//
// # Which package
//
// A page wants package browser, with package button where a server renders it. A
// server wants package web, or package gateway in front of it. A command-line or
// desktop program wants packages native and keystore, and a test wants package
// orkeytest, which is OpenRouter's sign-in in the test's own process. Whoever
// builds a walk of their own wants this package, of which they are all made.
//
// None of them reads the environment: for an emulator, set [Client.BaseURL].
//
// # The walk
//
// A sign-in is begin, away, callback, finish:
//
//	client := &orkey.Client{}
//	attempt, url, err := client.Begin(orkey.Request{CallbackURL: "https://app.example/callback"})
//	// keep attempt where only this person's session reaches it, send the person to url …
//	// … and when the callback arrives:
//	grant, err := client.Finish(ctx, attempt, r.URL.Query())
//	// grant.Key is the person's key, grant.UserID who they are
//
// A server keeps the attempt in the person's own session, or what
// [Attempt.MarshalText] returns in a sealed, HttpOnly cookie, and drops it when
// Finish returns, whatever it returns.
//
// Without a callback URL the walk is headless: OpenRouter's page shows a code,
// the person brings it back by hand, and Finish takes it as the parameter
// "code".
//
// # Keys
//
// A [Key] redacts itself wherever it is printed or encoded; [Key.Reveal] is
// the one way to its text. [Transport] puts it on requests to OpenRouter, or to
// where its Client says that is, and on no others:
//
//	api := &http.Client{Transport: &orkey.Transport{Key: grant.Key, Client: client}}
//	res, err := api.Get("https://openrouter.ai/api/v1/key") // as the person
//
// A program on the person's own machine stores it in package keystore. Every
// sign-in makes a new key, so ask [Client.KeyInfo] whether the stored one still
// works before beginning another. OpenRouter has no way to revoke a key from an
// app: signing out means forgetting it and showing the person
// [Client.SettingsURL], where its owner can delete it.
//
// # Errors
//
// Errors tell by [errors.Is] what to do next: [ErrDenied] and so on. What
// OpenRouter itself said is in an [*APIError]. No error holds a key, a code, a
// verifier, a state or a response body.
//
// The rules come from RFC 6749, 7636, 8252 and 9700 and from OpenRouter's OAuth
// guide, https://openrouter.ai/docs/guides/overview/auth/oauth.
package orkey
