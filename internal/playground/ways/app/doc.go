// Package app is the app behind the example of the page's section "Ways in" for
// a gateway: app.go is shown there as package main, and run by the demo.
package app

var _ = main // for who copies it
