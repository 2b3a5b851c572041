package orkeytest

import (
	"net"
	"net/http"
	"time"
)

// faulty plays the fault that is due for this request, if any, and reports whether the request is answered by it. Call
// it once, when what a fault can match is known. What disturbs an answer on its way stays in c.fault.
func (c *call) faulty() bool {
	f := c.due()
	if f == nil {
		return false
	}
	c.fault = f
	c.explain("fault: " + f.title())
	c.publish() // it may take long from here
	if !c.wait(f.Delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case f.Hang:
		c.wait(-1)
		panic(http.ErrAbortHandler)
	case f.ResetConnection:
		c.reset()
	case f.Status != 0:
		c.disturb()
		c.playStatus(f)
		return true
	}
	c.disturb()
	return false
}

// due finds the fault: first among the rules, then by the names that people can provoke one with.
func (c *call) due() *Fault {
	if r := c.e.faults.next(&c.entry, c.user); r != nil {
		c.e.journal.touchState()
		return &r.fault
	}
	return c.named()
}

// wait lets time pass, for ever if d is negative. It reports false if the client went away or the emulator was closed.
func (c *call) wait(d time.Duration) bool {
	if d == 0 {
		return true
	}
	var over <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
		return true
	case <-c.r.Context().Done():
		c.explain("the client went away")
	case <-c.e.closed.Done():
		c.explain("the emulator was closed")
	}
	return false
}

// reset resets the connection. Over HTTP/2, or without a connection, the handler is aborted instead.
func (c *call) reset() {
	if conn, _, err := http.NewResponseController(&c.w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // close sends RST
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

// playStatus answers what the fault says.
func (c *call) playStatus(f *Fault) {
	if f.Body != "" || f.ContentType != "" {
		contentType := f.ContentType
		if contentType == "" {
			contentType = "application/json"
		}
		c.send(f.Status, contentType, []byte(f.Body))
		return
	}
	var metadata map[string]any
	message := usualMessage(f.Status)
	if f.Status == http.StatusPaymentRequired {
		message, metadata = paymentRequired(f.LimitSource)
	}
	if f.LimitSource == inFlightBudget || f.Status == http.StatusTooManyRequests {
		c.w.Header().Set("Retry-After", "1")
	}
	c.json(f.Status, apiError{apiErrorBody{message, f.Status, metadata}})
}

// disturb arranges for what the fault does to the answer on its way.
func (c *call) disturb() {
	c.w.header = c.fault.Header
	c.w.truncate = c.fault.Truncate
}

// usualMessage is what OpenRouter says with an error of some status.
func usualMessage(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "Bad Request"
	case http.StatusUnauthorized:
		return "User not found."
	case http.StatusForbidden:
		return "Forbidden"
	case http.StatusRequestTimeout:
		return "Request timed out"
	case http.StatusTooManyRequests:
		return "Rate limit exceeded"
	case http.StatusBadGateway:
		return "Provider returned error"
	case http.StatusServiceUnavailable:
		return "No instances available"
	case 524:
		return "Request timed out. Please try again later."
	case 529:
		return "Provider is temporarily overloaded"
	}
	if text := http.StatusText(status); text != "" {
		return text
	}
	return "Error"
}
