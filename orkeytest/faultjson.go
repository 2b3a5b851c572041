package orkeytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// faultJSON is a Fault with durations as people write them.
type faultJSON struct {
	faultFields
	Delay      string `json:"delay,omitempty"`
	TokenDelay string `json:"token_delay,omitempty"`
}

type faultFields Fault

// MarshalJSON writes durations as in "1.5s".
func (f Fault) MarshalJSON() ([]byte, error) {
	j := faultJSON{faultFields: faultFields(f)}
	if f.Delay != 0 {
		j.Delay = f.Delay.String()
	}
	if f.TokenDelay != 0 {
		j.TokenDelay = f.TokenDelay.String()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads durations as [time.ParseDuration] does.
func (f *Fault) UnmarshalJSON(text []byte) error {
	var j faultJSON
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return err
	}
	var err1, err2 error
	*f = Fault(j.faultFields)
	f.Delay, err1 = parseDelay("delay", j.Delay)
	f.TokenDelay, err2 = parseDelay("token_delay", j.TokenDelay)
	return errors.Join(err1, err2)
}

func parseDelay(name, s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%s must be a duration such as 1.5s", name)
	}
	return d, nil
}
