package chromiumtest

import (
	"fmt"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// console collects what a page logs.
type console struct {
	mu       sync.Mutex
	messages []string
}

// listen runs on the goroutine that reads the browser's messages: it must only
// take notes.
func (c *console) listen(event any) {
	var message string
	switch event := event.(type) {
	case *runtime.EventConsoleAPICalled:
		parts := make([]string, len(event.Args))
		for i, arg := range event.Args {
			parts[i] = text(arg)
		}
		message = fmt.Sprintf("%s: %s", event.Type, strings.Join(parts, " "))
	case *runtime.EventExceptionThrown:
		message = "exception: " + event.ExceptionDetails.Text
		if e := event.ExceptionDetails.Exception; e != nil {
			message += " " + text(e)
		}
	case *log.EventEntryAdded:
		message = fmt.Sprintf("%s %s: %s", event.Entry.Source, event.Entry.Level, event.Entry.Text)
	default:
		return
	}
	c.mu.Lock()
	c.messages = append(c.messages, message)
	c.mu.Unlock()
}

func text(object *runtime.RemoteObject) string {
	if object.Description != "" {
		return object.Description
	}
	return strings.Trim(string(object.Value), `"`)
}

// Console returns what the page has logged since the tab opened, a line each:
// "error: …" and so on for console.error, "exception: …" for what nobody
// caught, "security error: …", "network error: …" for the browser's own words.
func (tab *Tab) Console() []string {
	tab.log.mu.Lock()
	defer tab.log.mu.Unlock()
	return append([]string(nil), tab.log.messages...)
}

// NoErrors fails the test if the page has logged an error, thrown an exception
// or broken its Content-Security-Policy. Answers other than 2xx are not the
// page's fault and do not count.
func (tab *Tab) NoErrors() {
	tab.t.Helper()
	for _, message := range tab.Console() {
		kind, _, _ := strings.Cut(message, ": ")
		if kind != "network error" && (strings.HasSuffix(kind, "error") || kind == "exception" || kind == "assert") {
			tab.t.Errorf("console: %s", message)
		}
	}
}
