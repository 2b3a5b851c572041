package orkeytest

import (
	"hash/fnv"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// codeSchema is what POST /api/v1/auth/keys/code takes.
func codeSchema(strict bool) schema {
	return object{
		{"callback_url", textLike{"url", "URL", isURL}},
		{"code_challenge", optional{text}},
		{"code_challenge_method", optional{oneOf{"S256", "plain"}}},
		{"expires_at", nullish{textLike{"datetime", "ISO datetime", isTime}}},
		{"key_label", optional{textUpTo(maxLabel)}},
		{"limit", optional{number}},
		{"spawn_agent", optional{text}},
		{"spawn_cloud", optional{text}},
		{"usage_limit_type", optional{oneOf(limitResets[:])}},
		{"workspace_id", optional{textLike{"uuid", "UUID", isUUID}}},
	}.closedIf(strict)
}

// createCode is POST /api/v1/auth/keys/code: what OpenRouter's own consent page calls when the person authorizes. The
// person is the owner of the key it is called with.
func (c *call) createCode() {
	body, refuse := c.decode(maxAuthBody, codeSchema(c.cfg.Strict), c.invalid)
	k := c.authenticate()
	if k == nil {
		return
	}
	if refuse != nil {
		refuse()
		return
	}
	q := url.Values{}
	for name, value := range body {
		switch value := value.(type) {
		case string:
			q.Set(name, value)
		case float64:
			q.Set(name, strconv.FormatFloat(value, 'f', -1, 64))
		}
	}
	a := parseAuthorization(q, c.cfg, c.now)
	user, ok := c.cfg.user(k.user)
	switch {
	case !ok:
		c.unauthorized(true)
		return
	case a.callback.verdict != accepted:
		c.fail(http.StatusConflict, page.ConflictMessage)
		return
	case a.problem != "":
		c.fail(http.StatusBadRequest, a.problem)
		return
	}
	c.entry.signIn = c.e.beginSignIn(a)
	out := c.e.approve(c.cfg, a, user, c.entry.signIn)
	c.json(http.StatusOK, map[string]any{"data": struct {
		ID        string `json:"id"`
		AppID     uint32 `json:"app_id"`
		CreatedAt string `json:"created_at"`
	}{out.code, appID(a.key.app), c.now.Format(time.RFC3339)}})
}

// appID numbers an app by its title, the same in every run.
func appID(app string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(app))
	return h.Sum32() >> 1
}
