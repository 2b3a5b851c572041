package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/pflag"
)

// checkTime is for how long --check waits for Redis.
const checkTime = 3 * time.Second

// checked is what is wrong with the plan, and that Redis does not answer.
func (plan *proxyPlan) checked(ctx context.Context, wrong error) error {
	if plan.sessions == nil {
		return wrong
	}
	redis.SetLogger(redisLog{slog.New(slog.DiscardHandler)})
	defer plan.sessions.Close()
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	_, _, err := plan.sessions.FindCtx(ctx, "check") // which none is called
	switch {
	case err == nil:
		return wrong
	case ctx.Err() != nil:
		err = fmt.Errorf("--sessions: Redis does not answer within %v", checkTime)
	default:
		err = fmt.Errorf("--sessions: Redis does not answer (%w)", err)
	}
	if wrong != nil {
		return misuses([]error{wrong, err})
	}
	return err
}

// urlNames are flags that take URLs, in which may be passwords.
var urlNames = []string{"upstream", "public-url", "sessions", "base-url"}

// limitNames are flags of which zero is no limit, or no wait.
var limitNames = []string{"upstream-timeout", "upstream-wait", "key-limit", "key-lifetime", "max-body"}

// printSettings prints all that is set, as a file that --config takes, and where
// each value is from.
func (p *proxy) printSettings(plan *proxyPlan) {
	u := newUI(p.system)
	special := map[string]string{"public-url": plan.public, "secret-file": plan.secret.path, "upstream-wait": plan.cfg.UpstreamWait.String()}
	p.flags.VisitAll(func(f *pflag.Flag) {
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		if value, ok := special[f.Name]; ok {
			values = []string{value}
		}
		if slices.Contains(urlNames, f.Name) {
			values[0] = redactURL(values[0])
		}
		switch source := p.sources[f.Name]; {
		case slices.Contains(onCommandLine, f.Name):
		case source == "" && slices.Contains(limitNames, f.Name) && (values[0] == "" || values[0] == "0s"):
			u.result("# %s: none\n", f.Name)
		case len(values) == 0 || values[0] == "":
			u.result("# %s:\n", f.Name)
		case f.Name == "sessions" && plan.sessions == nil && values[0] != inCookie:
			u.result("# %s: not shown, as it may hold a password  # %s\n", f.Name, source)
		case f.Name == "secret-file" && plan.secret.own:
			u.result("# %s: %s\n", f.Name, values[0]) // named, it would not be made
		case f.Value.Type() == "stringArray":
			u.result("%s: [%s]  # %s\n", f.Name, quoteAll(values), source)
		case source == "":
			u.result("%s: %s\n", f.Name, quote(values[0]))
		default:
			u.result("%s: %s  # %s\n", f.Name, quote(values[0]), source)
		}
	})
}

func quoteAll(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = fmt.Sprintf("%q", value)
	}
	return strings.Join(quoted, ", ")
}

// quote writes a value as YAML reads it.
func quote(value string) string {
	plain := strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._:-") == ""
	if plain && !strings.HasPrefix(value, "-") && !strings.HasSuffix(value, ":") && !strings.HasPrefix(value, ":") {
		return value
	}
	return fmt.Sprintf("%q", value)
}
