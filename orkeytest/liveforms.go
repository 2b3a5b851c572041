package orkeytest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// liveForm is POST /_emulator/: a switch of the live page.
func (e *Emulator) liveForm(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAuthBody)
	err := r.ParseForm()
	if err == nil {
		err = e.flip(r.PostForm)
	}
	if err != nil {
		problem := strings.ReplaceAll(strings.ReplaceAll(err.Error(), "orkeytest: ", ""), "\n", "; ")
		e.showLive(w, r, problem, r.PostForm.Get(page.FieldDo))
		return
	}
	w.Header().Set("Location", page.LivePath)
	w.WriteHeader(http.StatusSeeOther)
}

// flip does what a form says.
func (e *Emulator) flip(form url.Values) error {
	value := form.Get(page.FieldValue)
	switch do := form.Get(page.FieldDo); do {
	case page.DoBehaviour:
		return e.configureText(func(c *Config) error { return c.Behaviour.UnmarshalText([]byte(value)) })
	case page.DoApprove:
		return e.configureText(func(c *Config) error { return c.Approve.UnmarshalText([]byte(value)) })
	case page.DoAdvance:
		d, err := time.ParseDuration(value)
		if err != nil {
			return fmt.Errorf("%q is no duration; write 10m or 24h", value)
		}
		e.Advance(d)
	case page.DoFault:
		f, err := formFault(form)
		if err != nil {
			return err
		}
		_, err = e.inject(f)
		return err
	case page.DoRemoveFault:
		if id, err := strconv.ParseInt(value, 10, 64); err != nil || !e.faults.remove(id) {
			return errors.New("that fault is over already")
		}
		e.journal.touchState()
	case page.DoDeleteKey:
		if !e.DeleteKey(value) {
			return errors.New("there is no such key any more")
		}
	case page.DoReset:
		e.Reset()
	default:
		return fmt.Errorf("the live page has no form that does %q", do)
	}
	return nil
}

// configureText changes the configuration by a text that may be wrong.
func (e *Emulator) configureText(set func(*Config) error) error {
	var wrong error
	err := e.Configure(func(c *Config) { wrong = set(c) })
	return errors.Join(wrong, err)
}

// formFault reads the form of the live page that injects a fault.
func formFault(form url.Values) (Fault, error) {
	var problems []error
	number := func(field string) int {
		text := strings.TrimSpace(form.Get(field))
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s must be a number", field))
		}
		return n
	}
	delay, err := parseDelay(page.FieldDelay, strings.TrimSpace(form.Get(page.FieldDelay)))
	problems = append(problems, err)
	f := Fault{
		Path: strings.TrimSpace(form.Get(page.FieldPath)), Delay: delay,
		Skip: number(page.FieldSkip), Serve: number(page.FieldServe),
	}
	switch kind := form.Get(page.FieldKind); kind {
	case page.FaultStatus:
		f.Status = number(page.FieldStatus)
	case page.FaultDelay:
	case page.FaultHang:
		f.Hang, f.Delay = true, 0
	case page.FaultReset:
		f.ResetConnection = true
	case page.FaultTruncate:
		f.Truncate = true
	case page.FaultStreamError:
		f.StreamError = true
	default:
		problems = append(problems, fmt.Errorf("there is no kind of fault %q", kind))
	}
	return f, errors.Join(problems...)
}
