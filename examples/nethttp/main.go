// Command nethttp is a website that asks models for the people who sign in:
// pages from templates, no JavaScript, and the key never leaves the server.
//
//	ORKEY_SECRET=$(openssl rand -base64 32) go run ./nethttp
package main

import (
	"cmp"
	_ "embed"
	"errors"
	"html/template"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/orkey-dev/orkey"
	"github.com/orkey-dev/orkey/button"
	"github.com/orkey-dev/orkey/web"
)

func main() {
	handler, err := newSite(web.Config{
		PublicURL: "http://localhost:8080",
		Secrets:   []web.Secret{web.Secret(os.Getenv("ORKEY_SECRET"))},
		Client:    &orkey.Client{BaseURL: os.Getenv("OPENROUTER_BASE_URL"), App: orkey.App{Title: "Ask a model"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("open http://localhost:8080")
	log.Fatal(http.ListenAndServe("localhost:8080", handler))
}

//go:embed pages.html
var source string

var pages = template.Must(template.New("pages").Funcs(button.FuncMap()).Parse(source))

type site struct {
	signIn     *web.SignIn
	openRouter *orkey.Client
}

func newSite(cfg web.Config) (http.Handler, error) {
	signIn, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	s := &site{signIn, cfg.Client}
	mux := http.NewServeMux()
	mux.Handle("/auth/", signIn.Handler())
	mux.Handle("GET /{$}", signIn.Optional(http.HandlerFunc(s.home)))
	mux.Handle("GET /ask", signIn.Require(http.HandlerFunc(s.ask)))
	mux.Handle("POST /ask", signIn.Require(http.HandlerFunc(s.answer)))
	mux.HandleFunc("GET /style.css", style)
	// Another site's page can't send our forms.
	return http.NewCrossOriginProtection().Handler(mux), nil
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	session, _ := web.SessionFrom(r.Context())
	show(w, "home", session)
}

// ask shows the form, and what the person has spent so far.
func (s *site) ask(w http.ResponseWriter, r *http.Request) {
	session, _ := web.SessionFrom(r.Context())
	info, err := s.openRouter.KeyInfo(r.Context(), session.Key)
	switch {
	case errors.Is(err, orkey.ErrKeyRejected):
		s.signIn.KeyRejected(w, r) // its owner deleted it
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadGateway)
	default:
		show(w, "ask", info)
	}
}

// answer asks a model.
func (s *site) answer(w http.ResponseWriter, r *http.Request) {
	session, _ := web.SessionFrom(r.Context())
	question := r.FormValue("question")
	models := s.models(session.Key)
	answer, err := models.Chat.Completions.New(r.Context(), openai.ChatCompletionNewParams{
		Model:    "openai/gpt-4o-mini",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question)},
	})
	refused, _ := errors.AsType[*openai.Error](err)
	switch {
	case refused != nil && refused.StatusCode == http.StatusUnauthorized:
		s.signIn.KeyRejected(w, r)
	case refused != nil && refused.StatusCode == http.StatusPaymentRequired:
		show(w, "spent", s.openRouter.SettingsURL(session.Key))
	case err != nil || len(answer.Choices) == 0:
		http.Error(w, "The model did not answer. Try again.", http.StatusBadGateway)
	default:
		show(w, "answer", map[string]string{"Question": question, "Answer": answer.Choices[0].Message.Content})
	}
}

// models is OpenRouter's API by openai-go. Transport adds the person's key.
func (s *site) models(key orkey.Key) openai.Client {
	base := strings.TrimSuffix(cmp.Or(s.openRouter.BaseURL, orkey.DefaultBaseURL), "/api/v1")
	return openai.NewClient(
		option.WithBaseURL(base+"/api/v1"),
		option.WithHTTPClient(&http.Client{Transport: &orkey.Transport{Key: key, Client: s.openRouter}}),
	)
}

func show(w http.ResponseWriter, page string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	if err := pages.ExecuteTemplate(w, page, data); err != nil {
		log.Print(err)
	}
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	io.WriteString(w, button.Stylesheet())
}
