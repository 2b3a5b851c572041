// Command echo signs people in on an Echo server, which takes net/http's
// handlers and middleware by WrapHandler and WrapMiddleware.
//
//	ORKEY_SECRET=$(openssl rand -base64 32) go run ./echo
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"
	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	e, err := newEcho(web.Config{
		PublicURL: "http://localhost:8080",
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL")},
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", e))
}

func newEcho(cfg web.Config) (*echo.Echo, error) {
	signIn, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.Any("/auth/*", echo.WrapHandler(signIn.Handler()))
	e.GET("/", func(c *echo.Context) error {
		if _, ok := web.SessionFrom(c.Request().Context()); !ok {
			return c.String(http.StatusOK, "Hello, stranger. There is more at /rooms/1\n")
		}
		return c.String(http.StatusOK, "Hello again.\n")
	}, echo.WrapMiddleware(signIn.Optional))
	rooms := e.Group("/rooms", echo.WrapMiddleware(signIn.Require))
	rooms.GET("/:room", func(c *echo.Context) error {
		session, _ := web.SessionFrom(c.Request().Context())
		return c.String(http.StatusOK, fmt.Sprintf("This is room %s, %s.\n", c.Param("room"), session.UserID))
	})
	return e, nil
}
