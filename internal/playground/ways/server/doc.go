// Package server is the example of the page's section "Ways in" for a server:
// server.go is shown there as package main, and run by the demo.
package server

var _ = main // for who copies it
