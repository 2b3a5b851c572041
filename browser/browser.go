// Package browser is "Sign in with OpenRouter" for web pages: an ES module and
// the element <openrouter-sign-in>, with a handler that serves them, ready
// compressed.
//
// The module keeps the attempt in sessionStorage and the person's key in
// localStorage, and talks to OpenRouter itself: a page needs no server of its
// own. Every script of the page can read the key there; where that is too much,
// sign people in on a server, and tell the module: see "With a server" below.
//
// # On a page
//
// Serve the module (see [Handler]), or copy its files by orkey eject DIR, and
// write:
//
//	<link rel="stylesheet" href="/orkey.css">
//	<script type="module" src="/orkey.min.js"></script>
//	<openrouter-sign-in></openrouter-sign-in>
//
// The stylesheet, that of package button, may be left out: with it, the element
// has its place and its look before the module has run, so that nothing moves.
//
// The button takes the person to OpenRouter's consent page and back to the same
// page, where the element finishes the sign-in; query, hash and history state of
// the page survive, and the address bar is clean whatever happened. The button
// is there while nobody is signed in; see "Without a flash". The page uses the
// key so:
//
//	import {getApiKey, onAuthChange} from './orkey.min.js'
//
//	onAuthChange(start)
//	start()
//
//	async function start() {
//	  const key = getApiKey()
//	  if (!key) return
//	  await fetch('https://openrouter.ai/api/v1/chat/completions', {
//	    method: 'POST',
//	    headers: {Authorization: `Bearer ${key}`, 'Content-Type': 'application/json'},
//	    body: …
//	  })
//	}
//
// onAuthChange hears of every tab: a page that somebody signs in to or out of
// elsewhere follows at once.
//
// # The element
//
// Its attributes:
//
//	variant        "default", "minimal" (no box), "branded" (dark on a light page, light on a dark one), "icon" (the logo alone, named by the label) or "cta"
//	size           "sm", "default", "lg" or "xl": 32, 40, 48 or 56 pixels high
//	logo           "left" (default), "right" or "none"
//	theme          "auto" (default), "light" or "dark"; auto heeds .dark, .light and data-theme on anything around the
//	               element, the page's color-scheme and the person's preference, whenever they change
//	label          text of the button; default "Sign in with OpenRouter". Children of the element go before it
//	signed-in      "hidden" (default), or "menu": the button says "Signed in · sign out", and signs out. Children with
//	               slot="signed-in" go before that
//	disabled       it can't be clicked
//	loading        as while a sign-in is under way, when the element sets and removes it by itself
//	mode           "redirect" (default) leaves the page; "popup" opens a window, or redirects where it is blocked
//	callback-url   where the person comes back, on this origin; default this page without query and hash
//	base-url       OpenRouter's address, with or without /api/v1; default https://openrouter.ai
//	server         where a server of this origin signs people in, such as /auth
//	key-label      name of the key, at most 100 characters
//	limit          credit limit of the key, in US dollars
//
// and the other parameters of OpenRouter's authorize page: usage-limit-type
// (daily, weekly, monthly), expires-at (RFC 3339), workspace-id and
// required-workspace-id. A value that is none of those named gives the default;
// the console is told once, with the values there are.
//
// The look is that of package button, whose documentation lists the custom
// properties --openrouter-background and so on. They can be set on the element
// or on anything around it.
//
// Its events bubble, cross shadow roots, and never hold a key:
//
//	openrouter-signin    somebody has signed in, here or in another tab; detail {userId}
//	openrouter-signout   somebody has signed out
//	openrouter-loading   a sign-in goes on or is over; detail {loading}
//	openrouter-error     detail is an OpenRouterError {code, message}
//
// The element shows the message of an error below the button; a listener that
// calls preventDefault takes that on. Listeners that want to hear how the
// callback went must be there before the module runs; completeSignIn tells it
// later as well. Its parts for ::part() are button, logo, label, spinner and
// error.
//
// In a frame, where OpenRouter shows no consent page, it opens a window; so does
// mode="popup". The window closes by itself, and the page goes on where it was.
//
// # Without a flash
//
// A script that is not there yet shows nothing. With the stylesheet of package
// button on the page the element looks from the start as it will, and nothing
// moves. And with
//
//	<script type="module" async blocking="render" src="/orkey.min.js"></script>
//
// in the head, the first thing that is painted knows who is signed in, where the
// browser knows blocking="render".
//
// # Languages
//
// The built-in texts are English. orkey.languages.js beside the module, in any
// order, adds those of package button; the nearest lang attribute says which:
//
//	<script type="module" src="/orkey.languages.js"></script>
//
// # The module
//
// It exports the names of OpenRouter's own drop-in module, with the same meaning
// and the same storage keys, so that an app that has that one changes an import:
//
//	onAuthChange(fn)           calls fn when somebody signs in or out, in any tab; returns the function that ends it
//	getApiKey()                the key, or null
//	setApiKey(key)             stores a key from elsewhere
//	clearApiKey()              forgets the key, in every tab. OpenRouter still has it: see keyLinks
//	hasOAuthCallbackPending()  whether this tab began a sign-in that is not finished
//	initiateOAuth(options)     begins one; options are a callback URL, or those of configure
//	handleOAuthCallback(code)  exchanges the code; rejects with an OpenRouterError
//
// and its own:
//
//	configure(options)         defaults: baseUrl, callbackUrl, mode, server, timeout (of an answer, default 30000 ms),
//	                           keyLabel, limit, usageLimitType, expiresAt, workspaceId, requiredWorkspaceId
//	completeSignIn()           finishes the sign-in if the page is its callback: {returnTo, error}, or null if not
//	getUserId()                OpenRouter's id of the person, or null
//	isSignedIn()               whether somebody is signed in, be the key here or on a server
//	keyLinks()                 {logs, settings}: where the owner of the key sees and deletes it, or null
//	OpenRouterError            every failure; see its codes below
//
// completeSignIn can be called by many (the element does, too): the callback is
// read once and the code is exchanged once. returnTo is the address on which the
// sign-in was begun, for pages whose callback URL is another page.
//
// With a bundler the folder of orkey eject is a package: npm install ./DIR, then
// import from 'orkey', and 'orkey/orkey.css' for the stylesheet.
//
// orkey.d.ts types all of it, the element included: in the DOM, React, Preact, Vue
// and Svelte.
// Importing the module on a server does nothing and throws nothing.
//
// # With a server
//
// Package web keeps people's keys on a server, out of reach of the page's
// scripts. The element and the functions work with it as they do without:
//
//	<openrouter-sign-in server="/auth"></openrouter-sign-in>
//
// or configure({server: "/auth"}). The button leads to /auth/login and back to
// the same address. The page asks /auth/session who is signed in and remembers
// the answer in localStorage, where other tabs see it change: the next page knows
// at once and asks all the same. clearApiKey posts to /auth/logout and returns a
// promise; keyLinks asks the server. getApiKey and completeSignIn know nothing
// but null: use isSignedIn and onAuthChange. What goes wrong on the way is told
// by the server's pages. mode="popup" redirects, and in a frame nobody can sign
// in.
//
// Key label, limit and callback URL are the server's to set. It must be of the
// same origin, as its cookie says who the person is.
//
// # What can go wrong
//
// The code of an OpenRouterError says it:
//
//	denied            the person said no
//	state_mismatch    the callback belongs to another attempt; nothing was sent
//	attempt_missing   the sign-in was begun in another tab, or storage was cleared
//	code_rejected     the code was wrong, spent or too old
//	malformed         OpenRouter's answer held no key
//	unavailable       OpenRouter, or the server, can't be reached or is out of order
//	timeout           it did not answer in time
//	storage           the browser refuses to store; if OpenRouter has given a key, it lasts as long as the page
//	insecure_context  the page has no cryptography: use https or localhost
//	popup_blocked     the page is in a frame and may not open a window
//	popup_closed      the window was closed
//
// A callback of another provider (a ?code= without our state) is left alone.
//
// # Content-Security-Policy
//
// The module works under
//
//	default-src 'self'; connect-src https://openrouter.ai; require-trusted-types-for 'script'; trusted-types 'none'
//
// Until the module has run, the code is in the address of the page: send
// Referrer-Policy: no-referrer, or strict-origin-when-cross-origin, so that
// nothing the page loads is told. The code is useless without the verifier.
//
// # Changing it
//
// dist and brotli are made from src and package button by go generate, with
// esbuild as a Go package; the types are checked with npm ci && npm run check.
package browser

import (
	"embed"
	"io/fs"
)

//go:generate go run ./internal/bundle

//go:embed dist brotli
var embedded embed.FS

// FS returns the files: orkey.js to read, orkey.min.js and orkey.css to serve,
// orkey.languages.js for other languages than English, orkey.d.ts for
// TypeScript, and package.json, which makes them a package of npm's.
func FS() fs.FS {
	files, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic(err) // dist is a valid path
	}
	return files
}
