package button_test

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/orkey-dev/orkey/button"
)

// A handler puts the button on its page. It comes back to where the person was.
func Example() {
	page := template.Must(template.New("page").Parse(
		`<link rel="stylesheet" href="/button.css">` + "\n" + `<p>{{.SignIn}}</p>` + "\n"))

	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		signIn, err := button.HTML(button.Options{
			Variant:  button.Branded,
			Logo:     button.None, // for a short example
			ReturnTo: r.URL.RequestURI(),
		})
		if err != nil {
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
			return
		}
		page.Execute(w, map[string]any{"SignIn": signIn})
	})
	mux.HandleFunc("/button.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		io.WriteString(w, button.Stylesheet())
	})

	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, httptest.NewRequest("GET", "/notes?page=2", nil))
	fmt.Print(answer.Body)
	// Output:
	// <link rel="stylesheet" href="/button.css">
	// <p><a class="openrouter-button openrouter-branded openrouter-none" href="/auth/login?return_to=%2Fnotes%3Fpage%3D2" rel="nofollow"><span class="openrouter-label" dir="auto">Sign in with OpenRouter</span></a></p>
}

// Wrong options are reported all at once.
func ExampleHTML() {
	_, err := button.HTML(button.Options{Variant: "brand", Size: "large", Action: "javascript:signIn()"})
	fmt.Println(err)
	// Output:
	// button: Variant "brand" is none of ["default" "minimal" "branded" "icon" "cta"]
	// button: Size "large" is none of ["sm" "default" "lg" "xl"]
	// button: Action has the scheme "javascript"; use a path or an http URL
}

// A form posts, with the fields that protect it.
func ExampleHTML_form() {
	signIn, err := button.HTML(button.Options{
		Method: button.Post,
		Fields: map[string]string{"csrf_token": "a1b2"},
		Logo:   button.None,
		Lang:   "es-MX",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.ReplaceAll(string(signIn), "><", ">\n<"))
	// Output:
	// <form class="openrouter-form" method="post" action="/auth/login">
	// <input type="hidden" name="csrf_token" value="a1b2"/>
	// <button class="openrouter-button openrouter-none" lang="es" type="submit">
	// <span class="openrouter-label" dir="auto">Iniciar sesión con OpenRouter</span>
	// </button>
	// </form>
}

// Templates can make the button themselves.
func ExampleFuncMap() {
	page := template.Must(template.New("page").Funcs(button.FuncMap()).Parse(
		`<nav>{{openrouterButton "variant" "minimal" "size" "sm" "logo" "none" "return-to" .Path}}</nav>` + "\n"))
	page.Execute(os.Stdout, map[string]any{"Path": "/notes"})
	// Output:
	// <nav><a class="openrouter-button openrouter-minimal openrouter-sm openrouter-none" href="/auth/login?return_to=%2Fnotes" rel="nofollow"><span class="openrouter-label" dir="auto">Sign in with OpenRouter</span></a></nav>
}

// In a templ template the button is @button.Options{Variant: button.Icon}: templ
// asks of a component no more than this interface.
func ExampleOptions_Render() {
	type component interface {
		Render(ctx context.Context, w io.Writer) error
	}
	var signIn component = button.Options{Variant: button.Icon, Label: "Connect"}

	var page bytes.Buffer
	if err := signIn.Render(context.Background(), &page); err != nil {
		fmt.Println(err)
	}
	tag, _, _ := strings.Cut(page.String(), "<svg")
	fmt.Println(tag)
	// Output:
	// <a class="openrouter-button openrouter-icon" aria-label="Connect" href="/auth/login" rel="nofollow">
}

// A project that has Tailwind needs no other stylesheet.
func ExampleClasses() {
	page := template.Must(template.New("page").Funcs(button.FuncMap()).Parse(
		`<a href="/auth/login" class="{{openrouterClasses "minimal" "lg"}}">Sign in with OpenRouter {{openrouterLogo "lg"}}</a>`))
	var out strings.Builder
	page.Execute(&out, nil)
	tag, _, _ := strings.Cut(out.String(), "<svg")
	fmt.Println(tag)
	// Output:
	// <a href="/auth/login" class="inline-flex items-center justify-center gap-2 font-medium transition-all cursor-pointer disabled:opacity-50 text-neutral-700 underline-offset-4 hover:underline h-12 px-8 text-base dark:text-neutral-300 focus-visible:outline-2 focus-visible:outline-[#66f] motion-reduce:transition-none forced-colors:border">Sign in with OpenRouter
}

// The built-in texts, by the tag of a language.
func ExampleTextIn() {
	for _, lang := range []string{"pt-BR", "zh-TW", "nl"} {
		fmt.Println(button.TextIn(lang).SignIn)
	}
	// Output:
	// Entrar com o OpenRouter
	// 使用 OpenRouter 登入
	// Sign in with OpenRouter
}
