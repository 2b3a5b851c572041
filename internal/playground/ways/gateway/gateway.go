package gateway

import (
	"log"
	"net/http"
	"os"

	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	front, err := New("http://localhost:8081", web.Config{
		PublicURL: "http://localhost:4280",
		// With a new secret a restart signs everybody out. Keep one: openssl rand -base64 32
		Secrets: []web.Secret{web.NewSecret()},
		Client: &orkey.Client{
			BaseURL: os.Getenv("OPENROUTER_BASE_URL"), // empty: OpenRouter itself
			App:     orkey.App{Title: "Notes"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:4280")
	log.Fatal(http.ListenAndServe("localhost:4280", front))
}

// New is a gateway that lets people who sign in through to an app, and tells it
// who they are.
func New(app string, signIn web.Config) (*gateway.Gateway, error) {
	return gateway.New(gateway.Config{Upstream: app, SignIn: signIn})
}
