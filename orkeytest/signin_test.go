package orkeytest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/orkeytest"
)

// The challenge of RFC 7636, appendix B.
const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// authorizeURL returns an authorize URL with the parameters given, name and value by turns; an empty value removes one.
func authorizeURL(base string, params ...string) string {
	q := url.Values{
		"callback_url":          {"http://localhost:3000/callback"},
		"code_challenge":        {challenge},
		"code_challenge_method": {"S256"},
		"state":                 {"s-t-a-t-e"},
	}
	for i := 0; i < len(params); i += 2 {
		if params[i+1] == "" {
			q.Del(params[i])
		} else {
			q.Set(params[i], params[i+1])
		}
	}
	return base + "/auth?" + q.Encode()
}

// answer is an HTTP response read whole.
type answer struct {
	status int
	header http.Header
	body   string
}

func do(t *testing.T, req *http.Request) answer {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

func newRequest(t *testing.T, method, target, body string, header ...string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return req
}

func get(t *testing.T, target string, header ...string) answer {
	t.Helper()
	return do(t, newRequest(t, "GET", target, "", header...))
}

func post(t *testing.T, target, body string, header ...string) answer {
	t.Helper()
	return do(t, newRequest(t, "POST", target, body, append([]string{"Content-Type", "application/json"}, header...)...))
}

func exchange(t *testing.T, s *orkeytest.Server, code, verifier, method string) answer {
	t.Helper()
	body, err := json.Marshal(map[string]string{"code": code, "code_verifier": verifier, "code_challenge_method": method})
	if err != nil {
		t.Fatal(err)
	}
	return post(t, s.URL+"/api/v1/auth/keys", string(body))
}

// approve returns the code of a sign-in that was approved.
func approve(t *testing.T, s *orkeytest.Server, authorize string, consent ...orkeytest.Consent) string {
	t.Helper()
	back, err := s.Approve(authorize, consent...)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	if code := u.Query().Get("code"); code != "" {
		return code
	}
	return back // headless
}

func newKey(t *testing.T, s *orkeytest.Server, spec orkeytest.KeySpec) string {
	t.Helper()
	key, err := s.NewKey(spec)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSignInThroughThePages(t *testing.T) {
	t.Parallel()
	s := orkeytest.NewServer(t)
	consent := get(t, authorizeURL(s.URL))
	if consent.status != http.StatusOK || !strings.Contains(consent.body, "http://localhost:3000/callback") {
		t.Fatalf("consent page: %d\n%s", consent.status, consent.body)
	}
	form := url.Values{
		"callback_url": {"http://localhost:3000/callback"}, "code_challenge": {challenge}, "code_challenge_method": {"S256"},
		"state": {"s-t-a-t-e"}, "decision": {"authorize"},
	}
	back := post(t, s.URL+"/auth", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	if back.status != http.StatusSeeOther {
		t.Fatalf("%d %s", back.status, back.body)
	}
	u, err := url.Parse(back.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	grant := exchange(t, s, u.Query().Get("code"), verifier, "S256")
	var minted struct {
		Key    string
		UserID string `json:"user_id"`
	}
	if err := json.Unmarshal([]byte(grant.body), &minted); err != nil || grant.status != http.StatusOK {
		t.Fatalf("exchange: %d", grant.status)
	}
	if info := get(t, s.URL+"/api/v1/key", "Authorization", "Bearer "+minted.Key); info.status != http.StatusOK {
		t.Errorf("key: %d %s", info.status, info.body)
	}
}
