// The libraries that orkey is measured beside. A module of its own keeps them out
// of what other people's programs resolve.
module github.com/orkey-dev/orkey/bench/peers

go 1.26.0

require (
	github.com/alexedwards/scs/v2 v2.9.0
	github.com/gorilla/sessions v1.4.0
	github.com/orkey-dev/orkey v0.0.0
	golang.org/x/oauth2 v0.38.0
)

require github.com/gorilla/securecookie v1.1.2 // indirect

replace github.com/orkey-dev/orkey => ../..
