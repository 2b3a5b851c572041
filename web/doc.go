// Package web signs people in on a server, with net/http and nothing else: the
// person's key stays on the server, in a sealed cookie that only the server opens
// or in a session store, and never reaches the page.
package web
