package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/gateway"
	"github.com/orkey-dev/orkey/web"
)

// failing is an app that fails where it is asked to, in the shape of a transport.
type failing struct{}

func (failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/open/fails") {
		return nil, errors.New(`it says "sk-or-v1-0123" and more = worse`)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// The lines say what those of package slog do.
func TestAccessLog(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"text", "json"} {
		var ours, theirs strings.Builder
		options := &slog.HandlerOptions{Level: slog.LevelInfo}
		var handler slog.Handler = slog.NewTextHandler(&theirs, options)
		if format == "json" {
			handler = slog.NewJSONHandler(&theirs, options)
		}
		access := &accessLog{&ours, format == "json", slog.LevelInfo}
		g, err := gateway.New(gateway.Config{
			SignIn:    web.Config{PublicURL: "http://localhost:4180", Secrets: []web.Secret{web.NewSecret()}, Log: slog.New(slog.DiscardHandler)},
			Upstream:  "http://127.0.0.1:9",
			Transport: failing{},
			Skip:      []string{"/open/**"},
			AccessLog: slog.New(handler),
			Observe:   access.observe,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{
			"/", "/open/", "/open/fails", "/_orkey/healthz", "/_orkey/verify", "/open/a%20b", "/open/a=b", "/open/%22quoted%22", `/open/a%5Cb`,
			"/open/new%0Aline", "/open/%7F", "/open/%00", "/open/sk-or-v1-0123", "/open/gr%C3%B6%C3%9Fe", "/open/%FF", "/open/<b>&amp;",
		} {
			for _, from := range []string{"192.0.2.1:1234", "[2001:db8::1]:1234", "@"} {
				r := httptest.NewRequest("GET", "http://localhost:4180"+path, nil)
				r.RemoteAddr = from
				ours.Reset()
				theirs.Reset()
				g.ServeHTTP(httptest.NewRecorder(), r)
				if strings.Count(ours.String(), "\n") != strings.Count(theirs.String(), "\n") {
					t.Errorf("%s: %q, want %q", path, &ours, &theirs)
				} else if theirs.Len() > 0 && !reflect.DeepEqual(fieldsOf(t, format, ours.String()), fieldsOf(t, format, theirs.String())) {
					t.Errorf("%s:\n%swant\n%s", path, &ours, &theirs)
				}
			}
		}
	}
}

// A line begins with its time, whatever the time of the one before it was.
func TestAccessLogTime(t *testing.T) {
	t.Parallel()
	var line logLine
	at := time.Date(2026, 11, 24, 23, 59, 59, 999_999_999, time.UTC)
	for _, at := range []time.Time{at, at.Add(1), at.Add(time.Millisecond), at.In(time.FixedZone("", -5400)), at.Add(time.Hour), at.Truncate(time.Second), at} {
		line.begin(false, at)
		if want := "time=" + at.Format("2006-01-02T15:04:05.000Z07:00"); string(line.b) != want {
			t.Errorf("%s, want %s", line.b, want)
		}
	}
}

// fieldsOf reads a line. What stands in quotes may be more than has to.
func fieldsOf(t *testing.T, format, line string) map[string]any {
	t.Helper()
	all := map[string]any{}
	if format == "json" {
		if err := json.Unmarshal([]byte(line), &all); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		return all
	}
	for rest := strings.TrimSuffix(line, "\n"); rest != ""; rest = strings.TrimPrefix(rest, " ") {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			t.Fatalf("%s: there is no value in %q", line, rest)
		}
		value, err := strconv.QuotedPrefix(after)
		if err == nil {
			all[name], _ = strconv.Unquote(value)
		} else {
			value, _, _ = strings.Cut(after, " ")
			all[name] = value
		}
		rest = after[len(value):]
	}
	return all
}
