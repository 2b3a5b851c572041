//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/rogpeppe/go-internal/testscript"
)

func feed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: feed NAME TEXT")
	}
	_, err := io.WriteString(find(ts, args[0]).in, args[1]+"\n")
	ts.Check(err)
}

func scan(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: scan PORT")
	}
	for _, host := range []string{"127.0.0.1", "::1"} {
		conn, err := net.Dial("tcp", net.JoinHostPort(host, args[0]))
		if err == nil {
			conn.Close()
		}
		if (err != nil) != neg {
			ts.Fatalf("%s: %v", host, err)
		}
	}
}

// decide does what the person does on the consent page at an address.
func decide(what string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: %s URL", what)
		}
		page, err := url.Parse(args[0])
		ts.Check(err)
		body, err := json.Marshal(map[string]string{"url": args[0]})
		ts.Check(err)
		resp, err := http.Post("http://"+page.Host+"/_emulator/"+what, "application/json", bytes.NewReader(body))
		ts.Check(err)
		defer resp.Body.Close()
		if resp.StatusCode >= 300 {
			ts.Fatalf("%s: %s", what, resp.Status)
		}
		var came struct {
			Callback string `json:"callback_url"`
			Code     string `json:"code"`
		}
		if resp.StatusCode == http.StatusOK {
			ts.Check(json.NewDecoder(resp.Body).Decode(&came))
		}
		ts.Setenv("callback", came.Callback)
		ts.Setenv("code", came.Code)
	}
}
