package orkeytest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

func (e *Emulator) controlApprove(r *http.Request) (any, error) {
	var body struct {
		URL string `json:"url"`
		Consent
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	out, err := e.approveURL(body.URL, body.Consent)
	if err != nil {
		return nil, err
	}
	answer := map[string]string{"code": out.code}
	if out.redirect != "" {
		answer["callback_url"] = out.redirect
	}
	return answer, nil
}

func (e *Emulator) controlDeny(r *http.Request) (any, error) {
	var body struct {
		URL string `json:"url"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	back, err := e.Deny(body.URL)
	if err != nil || back == "" {
		return nil, err
	}
	return map[string]string{"callback_url": back}, nil
}

// settings is what of a Config can be changed while the emulator runs. A member that is left out stays as it is.
type settings struct {
	Behaviour  Behaviour `json:"behaviour"`
	Approve    Approve   `json:"approve"`
	Quirks     Quirks    `json:"quirks"`
	Strict     bool      `json:"strict"`
	TokenDelay string    `json:"token_delay"`
	Users      []User    `json:"users"`
}

func settingsOf(c *Config) settings {
	return settings{c.Behaviour, c.Approve, c.Quirks, c.Strict, c.TokenDelay.String(), c.Users}
}

func (e *Emulator) controlSettings(*http.Request) (any, error) {
	return settingsOf(e.config.Load()), nil
}

func (e *Emulator) controlConfigure(r *http.Request) (any, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	err = e.configureText(func(c *Config) error {
		s := settingsOf(c)
		s.Users = nil // decoding into it would mix two lists
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if err := read(r, &s); err != nil {
			return err
		}
		delay, err := parseDelay("token_delay", s.TokenDelay)
		if err != nil {
			return err
		}
		c.Behaviour, c.Approve, c.Quirks, c.Strict, c.TokenDelay = s.Behaviour, s.Approve, s.Quirks, s.Strict, delay
		if s.Users != nil {
			c.Users = s.Users
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return e.controlSettings(r)
}

func (e *Emulator) controlClock(*http.Request) (any, error) {
	return map[string]time.Time{"now": e.Now()}, nil
}

func (e *Emulator) controlSetClock(r *http.Request) (any, error) {
	var body struct {
		Advance string     `json:"advance"`
		Set     *time.Time `json:"set"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	d, err := parseDelay("advance", body.Advance)
	if err != nil {
		return nil, err
	}
	if (body.Set == nil) == (body.Advance == "") {
		return nil, errors.New("say either advance, such as 10m, or set, such as 2027-01-31T12:00:00Z")
	}
	if body.Set != nil {
		e.SetTime(*body.Set)
	} else {
		e.Advance(d)
	}
	return e.controlClock(r)
}
