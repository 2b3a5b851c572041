// Proxies are the peers of orkey proxy: an app that answers at once, and what is
// between it and a client at the least. It prints where it listens.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
)

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("http://" + l.Addr().String())
	var h http.Handler
	switch kind := os.Args[1]; kind {
	case "app":
		h = app()
	default:
		target, err := url.Parse(os.Args[2])
		if err != nil {
			log.Fatal(err)
		}
		p := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.SetXForwarded()
		}}
		if kind == "tuned" {
			p.Transport = &http.Transport{MaxIdleConnsPerHost: 1024}
			p.BufferPool = &buffers{}
		}
		h = p
	}
	log.Fatal(http.Serve(l, h))
}

// app answers with 120 bytes, or with an event and then nothing until the client
// leaves.
func app() http.Handler {
	body := strings.Repeat("x", 120)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, "data: one\n\n")
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return
		}
		fmt.Fprint(w, body)
	})
}

type buffers struct{ sync.Pool }

func (b *buffers) Get() []byte {
	if p, ok := b.Pool.Get().(*[]byte); ok {
		return *p
	}
	return make([]byte, 32<<10)
}

func (b *buffers) Put(p []byte) { b.Pool.Put(&p) }
