// The programs that show how orkey is used together with other people's
// packages. A module of its own keeps those out of what orkey brings along.
module github.com/orkey-dev/orkey/examples

go 1.26.0

require (
	github.com/openai/openai-go/v3 v3.96.0
	github.com/orkey-dev/orkey v0.0.0
)

require (
	github.com/chromedp/cdproto v0.159.0 // indirect
	github.com/chromedp/chromedp v0.23.0 // indirect
	github.com/coder/websocket v1.8.15 // indirect
	github.com/go-chi/chi/v5 v5.5.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/labstack/echo/v5 v5.4.4 // indirect
	github.com/tidwall/gjson v1.20.0 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.1 // indirect
	github.com/tidwall/sjson v1.2.5 // indirect
)

replace github.com/orkey-dev/orkey => ../
