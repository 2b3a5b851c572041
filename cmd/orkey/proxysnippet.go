package main

import (
	"embed"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orkey-dev/orkey/gateway"
)

// The files have {{words}} for what the flags say. What of a refused request the
// servers do is at Verify in package gateway.
//
//go:embed snippet
var snippets embed.FS

// snippetFiles are by the name of the server.
var snippetFiles = map[string]string{"nginx": "snippet/nginx.conf", "caddy": "snippet/Caddyfile", "traefik": "snippet/traefik.yaml"}

// snippetNames are in the order of the help.
var snippetNames = []string{"nginx", "caddy", "traefik"}

func newSnippet(sys system) *cobra.Command {
	s := &snippet{system: sys, passKey: oneOf(string(gateway.PassKeyNone), string(gateway.PassKeyAuthorization), string(gateway.PassKeyHeader))}
	cmd := &cobra.Command{
		Use:   "snippet nginx|caddy|traefik [flags]",
		Short: "Print the configuration for a proxy that you have",
		Long: `Print the configuration with which nginx, Caddy or Traefik ask orkey proxy about each
request (forward authentication), and pass on what it lets in themselves. Give the
flags that orkey proxy runs with; --upstream is where the app is.`,
		Example:   "  orkey proxy snippet nginx --public-url https://app.example --upstream http://127.0.0.1:8080",
		ValidArgs: snippetNames,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &misuse{"no server is named", "choose one of " + strings.Join(snippetNames, ", ")}
			}
			if snippetFiles[args[0]] == "" {
				hint := "choose one of " + strings.Join(snippetNames, ", ")
				if near := nearest(args[0], snippetNames); near != "" {
					hint = fmt.Sprintf("did you mean %q?", near)
				}
				return &misuse{fmt.Sprintf("there is no snippet for %q", args[0]), hint}
			}
			return noArguments(cmd, args[1:])
		},
		RunE: func(_ *cobra.Command, args []string) error { return s.run(args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&s.publicURL, "public-url", "https://app.example", "`URL` that people open")
	flags.StringVar(&s.upstream, "upstream", "http://127.0.0.1:8080", "`URL` of the app")
	flags.StringVar(&s.listen, "listen", defaultProxy, "`address` that orkey proxy listens on")
	flags.StringVar(&s.verifyListen, "verify-listen", defaultVerify, "`address` where proxies in front ask it")
	flags.Var(s.passKey, "pass-key", "how the app gets the person's key")
	cmd.RegisterFlagCompletionFunc("pass-key", s.passKey.complete)
	return cmd
}

// snippet is the command of that name.
type snippet struct {
	system
	publicURL, upstream, listen, verifyListen string
	passKey                                   *choice
}

// snippetKeys are the lines that pass on the key.
var snippetKeys = map[string]map[string]string{
	"nginx": {
		"authorization": "\n\tauth_request_set $orkey_key $upstream_http_authorization;\n\tproxy_set_header Authorization $orkey_key;",
		"header":        "\n\tauth_request_set $orkey_key $upstream_http_x_openrouter_key;\n\tproxy_set_header X-OpenRouter-Key $orkey_key;",
	},
	"caddy": {
		"authorization": "\n\t\t\t\trequest_header Authorization {http.reverse_proxy.header.Authorization}",
		"header":        "\n\t\t\t\trequest_header X-OpenRouter-Key {http.reverse_proxy.header.X-Openrouter-Key}",
	},
}

func (s *snippet) run(server string) error {
	public, err := url.Parse(s.publicURL)
	if err != nil || public.Hostname() == "" {
		return &misuse{fmt.Sprintf("--public-url cannot be %q", s.publicURL), "it looks like https://app.example"}
	}
	public.Host = strings.ToLower(public.Host) // as servers compare it
	for flag, value := range map[string]string{"--upstream": s.upstream, "--listen": s.listen, "--verify-listen": s.verifyListen, "--public-url": s.publicURL} {
		if strings.ContainsAny(value, " \t\r\n;{}\"'`\\#$") {
			return &misuse{problem: fmt.Sprintf("%s has characters that mean something else in a configuration", flag)}
		}
	}
	text, err := snippets.ReadFile(snippetFiles[server])
	if err != nil {
		return err
	}
	words := strings.NewReplacer("{{public}}", s.publicURL, "{{host}}", public.Hostname(), "{{authority}}", public.Host, "{{upstream}}", s.upstream,
		"{{listen}}", s.listen, "{{verify}}", s.verifyListen, "{{key}}", snippetKeys[server][s.passKey.String()])
	newUI(s.system).result("%s", words.Replace(string(text)))
	return nil
}
