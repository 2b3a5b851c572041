// Package gateway is the example of the page's section "Ways in" for a gateway:
// gateway.go is shown there as package main, and run by the demo.
package gateway

var _ = main // for who copies it
