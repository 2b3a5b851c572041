// Package web signs people in on a server, for any router that is made of
// net/http handlers. The person's OpenRouter key stays on the server: in a cookie
// that only the server can open, or in a session store. No script on a page ever
// sees it.
//
//	signIn, err := web.New(web.Config{
//		PublicURL: "https://app.example",
//		Secrets:   []web.Secret{web.Secret(os.Getenv("APP_SECRET"))}, // openssl rand -base64 32
//	})
//	if err != nil {
//		log.Fatal(err)
//	}
//	mux := http.NewServeMux()
//	mux.Handle("/auth/", signIn.Handler())
//	mux.Handle("/", signIn.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//		session, _ := web.SessionFrom(r.Context())
//		fmt.Fprintln(w, "Hello,", session.UserID) // session.Key is the person's key
//	})))
//	log.Fatal(http.ListenAndServe("localhost:8080", mux))
//
// In development PublicURL is http://localhost:8080. Cookies and OpenRouter's
// callback are for that one name: open the site by it.
//
// # Routes
//
//	GET  /auth/login?return_to=/path   sends the person to OpenRouter
//	GET  /auth/callback                where they come back; signs them in
//	POST /auth/logout?return_to=/path  signs them out
//	GET  /auth/session                 who is signed in, as JSON, without the key
//	     /auth/api/v1/…                OpenRouter's API, if [Config.API] is set
//
// A page needs a link to /auth/login, for which package button has the button, and
// a form that posts to /auth/logout. (If that leads to a page behind
// [SignIn.Require], and so on to OpenRouter, Chromium asks the form-action of the
// page's Content-Security-Policy to allow that.) Only a person who goes there begins a sign-in:
// what a script fetches from a page behind [SignIn.Require] gets 401 with the
// address of the sign-in in its JSON, in the shape of OpenRouter's own errors.
//
// The session route answers 200 in both cases:
//
//	{"signed_in":true,"user_id":"user_…","signed_in_at":"…","expires_at":"…","settings_url":"…","logs_url":"…"}
//	{"signed_in":false,"sign_in_url":"…"}
//
// # Sessions
//
// By default the cookie is the session, sealed with AES-256-GCM under a key that
// is derived from the first of [Config.Secrets], for that purpose and host alone.
// It takes under 200 bytes. Any number of processes serve a site without anything
// between them but the secret, and restarts sign nobody out. What such a cookie
// can't do is end everywhere at once: who copied it before the person signed out
// may use it until it expires, in other processes than the one that signed them
// out. A [Store] can, and costs a look-up a request. Any of package scs's will do.
//
// A session ends after [Config.IdleTimeout] without a request, after
// [Config.Lifetime], by the sign-out, and when OpenRouter turns out not to know
// the key any more: the pass-through notices that by itself, and a handler that
// meets orkey.ErrKeyRejected calls [SignIn.KeyRejected].
//
// # Calling OpenRouter
//
// On the server, [orkey.Transport] puts the key of a session on requests to
// OpenRouter and on no others. For scripts on the site's pages [Config.API] passes
// the calls it lists on, streams included: a client library takes /auth/api/v1 of
// the site for its base URL and any text for a key. Cookies, addresses and origins
// of people stay behind.
//
// # Behind proxies
//
// Nothing is read from X-Forwarded headers, and no address is built from Host: the
// site is where [Config.PublicURL] says. So a proxy needs no settings, but must not
// keep answers that say no-store or private.
//
// # Replaceable parts
//
// Pages by [Config.SignInPage] and [Config.ErrorPage], who may come in by
// [Config.Allow], metrics and traces by [Config.Observe], the clock by
// [Config.Now], what talks to OpenRouter by [Config.Client]. docs/threat-model.md
// in the repository goes through RFC 9700 and OAuth 2.0 for Browser-Based
// Applications point by point, with the test for each.
package web
