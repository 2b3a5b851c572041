package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

// An app on port 8080, open to two people, but for its health and its styles.
func ExampleNew() {
	users, err := gateway.NewUsers("user_2yZT0tVqkUvKpTKjdrJZkBfCfdg", "user_2zAbCdEfGhIjKlMnOpQrStUvWxY")
	if err != nil {
		log.Fatal(err)
	}
	g, err := gateway.New(gateway.Config{
		SignIn: web.Config{
			PublicURL: "https://notes.example",
			Secrets:   []web.Secret{web.NewSecret()}, // keep one for all starts: openssl rand -base64 32
			Client:    &orkey.Client{App: orkey.App{Title: "Field Notes", URL: "https://notes.example"}},
			Allow:     users.Allow,
		},
		Upstream: "http://127.0.0.1:8080",
		Skip:     []string{"/health", "/assets/**"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(g.SignIn().SignInURL("/today"))
	// Output: https://notes.example/_orkey/login?return_to=%2Ftoday
}

// A server that stops by Ctrl-C or SIGTERM, and loses no request by that.
func ExampleGateway_Shutdown() {
	g, err := gateway.New(gateway.Config{
		SignIn:   web.Config{PublicURL: "http://localhost:4180", Secrets: []web.Secret{web.NewSecret()}},
		Upstream: "http://127.0.0.1:8080",
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := g.NewServer()
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Print(err)
			stop()
		}
	}()

	stop() // stands for Ctrl-C
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	fmt.Println(g.Shutdown(ctx, server))
	// Output: <nil>
}

// A proxy on this machine asks about each request, on a port that nobody else
// reaches, and passes the key on to the app.
func ExampleGateway_Verify() {
	g, err := gateway.New(gateway.Config{
		SignIn:         web.Config{PublicURL: "https://notes.example", Secrets: []web.Secret{web.NewSecret()}},
		PassKey:        gateway.PassKeyHeader,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	})
	if err != nil {
		log.Fatal(err)
	}
	go http.ListenAndServe("127.0.0.1:4180", g)          // the routes, by way of the proxy
	go http.ListenAndServe("127.0.0.1:4181", g.Verify()) // the proxy's own question
}

// Requests are counted by who answered, and how.
func ExampleRecord() {
	counts := map[string]int{} // of a library for metrics, which locks
	cfg := gateway.Config{Observe: func(r gateway.Record) {
		counts[fmt.Sprintf("%s %dxx", r.Route, r.Status/100)]++
	}}
	cfg.Observe(gateway.Record{Route: gateway.RouteApp, Status: 200})
	fmt.Println(counts)
	// Output: map[app 2xx:1]
}
