package sdk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest"
)

// In a page the SDKs are pointed at the emulator by their options, and CORS has
// to let them.
func TestPage(t *testing.T) {
	t.Parallel()
	t.Run("openai", func(t *testing.T) {
		t.Parallel()
		server, key, retried := newEmulator(t, orkeytest.Observed)
		tab := openPage(t, server.URL, key, retried)
		tab.Run("walk.openai()")
		check(t, chromiumtest.Eval[[]result](tab, "results"), openai)
		tab.NoErrors()
	})
	t.Run("openrouter", func(t *testing.T) {
		t.Parallel()
		server, key, retried := newEmulator(t, orkeytest.Observed)
		tab := openPage(t, server.URL, key, retried)
		tab.Run("walk.openrouter()") // to the consent page and back
		tab.Wait("window.results")

		want := openrouter(server.Config())
		refused := slices.IndexFunc(want, func(r result) bool { return r.Step == "callModel" })
		want[refused] = result{Step: "callModel", Error: "ConnectionError", Message: "Unable to make request"}
		check(t, chromiumtest.Eval[[]result](tab, "results"), want)

		// As from openrouter.ai: integrators report the same word of the browser's.
		if !strings.Contains(strings.Join(tab.Console(), "\n"), "x-openrouter-callmodel is not allowed by Access-Control-Allow-Headers") {
			t.Errorf("the console does not say why callModel fails: %q", tab.Console())
		}
	})
}

// openPage opens a page that has both SDKs.
func openPage(t *testing.T, emulator, key, retriedKey string) *chromiumtest.Tab {
	t.Helper()
	installed(t)
	script, err := bundle()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html data-emulator="%s/api/v1" data-key="%s" data-retried-key="%s">
			<title>SDKs</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>`, emulator, key, retriedKey)
	})
	mux.HandleFunc("GET /page.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Write(script)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	tab := chromiumtest.New(t)
	tab.Navigate(strings.Replace(server.URL, "127.0.0.1", "localhost", 1))
	tab.Wait("window.walk")
	return tab
}

// bundle makes one script of src/page.mjs and both SDKs.
var bundle = sync.OnceValues(func() ([]byte, error) {
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{"src/page.mjs"},
		Bundle:      true,
		Format:      api.FormatESModule,
		Platform:    api.PlatformBrowser,
		Target:      api.ES2024,
		KeepNames:   true, // of the SDKs' errors
		LogLevel:    api.LogLevelSilent,
	})
	if len(built.Errors) > 0 {
		return nil, fmt.Errorf("bundle: %+v", built.Errors[0])
	}
	return built.OutputFiles[0].Contents, nil
})
