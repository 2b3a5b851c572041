package page_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/orkey-dev/orkey/internal/chromiumtest"
	"github.com/orkey-dev/orkey/orkeytest/internal/page"
)

// site serves one page with its assets, a stream of events, and takes its forms.
type site struct {
	*httptest.Server
	events chan event
	posts  chan url.Values
}

type event struct {
	name string
	data any
}

func serve(t *testing.T, render func(http.ResponseWriter) error) *site {
	s := &site{events: make(chan event, 100), posts: make(chan url.Values, 10)}
	mux := http.NewServeMux()
	mux.Handle(page.AssetsPath, page.Assets())
	mux.HandleFunc(page.EventsPath, s.stream)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_ = r.ParseForm()
			s.posts <- r.PostForm
			if r.PostForm.Get(page.FieldDelay) == "soon" {
				_ = page.Live(w, page.LiveData{Problem: "soon is no delay", Do: page.DoFault})
				return
			}
			http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
			return
		}
		if err := render(w); err != nil {
			t.Error(err)
		}
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	return s
}

// posted returns what a form of the page sends.
func (s *site) posted(t *testing.T) url.Values {
	t.Helper()
	select {
	case form := <-s.posts:
		return form
	case <-time.After(chromiumtest.Patience):
		t.Fatal("no form is sent")
		return nil
	}
}

// stream sends what the test puts into events until the page goes away.
func (s *site) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = io.WriteString(w, ": hello\n\n")
	for id := 1; ; id++ {
		_ = http.NewResponseController(w).Flush()
		select {
		case e := <-s.events:
			data, _ := json.Marshal(e.data)
			_, _ = fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", id, e.name, data)
		case <-r.Context().Done():
			return
		}
	}
}

// checks are expressions that list the elements of a page that are not as they should be.
var checks = map[string]string{
	"wider than the window": `[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && document.documentElement.scrollWidth > innerWidth)`,
	"a control without a name": `[...document.querySelectorAll('input:not([type=hidden]), select, button, a')].filter(e =>
		e.checkVisibility() && !(e.labels?.length ? e.labels[0] : e).textContent.trim())`,
	"a target too small": `[...document.querySelectorAll('input:not([type=hidden]), select, button, a, summary')].filter(e => {
		const {width, height} = e.getBoundingClientRect()
		return width && (width < 24 || height < 24) && !e.closest('.lead') // links in a sentence may be
	})`,
	"focus taken":            `[document.activeElement].filter(e => e !== document.body)`,
	"a heading out of line":  `[...document.querySelectorAll('h2, h3, h4')].filter((e, i, all) => e.tagName > (all[i - 1]?.tagName.replace(/\d/, n => +n + 1) ?? 'H2'))`,
	"text outside landmarks": `[...document.body.querySelectorAll('p, h1, h2, h3, form, table, dl')].filter(e => !e.closest('header, main, footer'))`,
	"script or style got in": `[...document.querySelectorAll('script:not([src]), style, [style], [onerror], img[src=x]')]`,
}

// All pages, whoever wrote their texts, hold in 320 pixels what the checks ask.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	pages := map[string]func(http.ResponseWriter) error{}
	for _, s := range states {
		pages[s.name] = s.render
	}
	for name, render := range hostileStates {
		pages["hostile "+name] = render
	}
	tab := chromiumtest.New(t)
	tab.Viewport(320, 640)
	tab.Before("alert = () => { window.owned = true }")
	var render func(http.ResponseWriter) error
	s := serve(t, func(w http.ResponseWriter) error { return render(w) })
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		render = pages[name]
		tab.Navigate(s.URL)
		tab.Run(`document.querySelectorAll('details').forEach(d => d.open = true)`)
		for what, expression := range checks {
			found := chromiumtest.Eval[[]string](tab, "("+expression+").map(e => e.outerHTML.slice(0, 200))")
			if len(found) > 0 {
				t.Errorf("%s: %s: %q", name, what, found)
			}
		}
		if chromiumtest.Eval[bool](tab, "Boolean(window.owned)") {
			t.Errorf("%s: script ran", name)
		}
	}
	tab.NoErrors()
}

// The script copes with hostile events as the templates do.
func TestHostileEvents(t *testing.T) {
	t.Parallel()
	s := serve(t, hostileStates["live"])
	tab := chromiumtest.New(t)
	tab.Before("alert = () => { window.owned = true }")
	tab.Navigate(s.URL)
	for _, e := range hostileEvents {
		s.events <- e
	}
	tab.Wait(`document.querySelectorAll('.group').length >= 3 && document.querySelectorAll('#fault-list > li').length === 1`)
	if n := chromiumtest.Eval[int](tab, "("+checks["script or style got in"]+").length"); n > 0 {
		t.Errorf("%d elements got in", n)
	}
	if chromiumtest.Eval[bool](tab, "Boolean(window.owned)") {
		t.Error("script ran")
	}
	tab.NoErrors()
}

var hostileEvents = []event{
	{page.EventSignIn, poisoned[page.SignIn]()},
	{page.EventRecord, poisoned[page.Record]()},
	{page.EventState, poisoned[page.State]()},
	{page.EventSignIn, page.SignIn{ID: "last", App: hostile}},
	{page.EventRecord, page.Record{ID: 9, SignIn: "last", Method: "GET", Path: hostile}},
}

func TestConsentPosts(t *testing.T) {
	t.Parallel()
	d := page.ConsentData{CallbackURL: "http://localhost:3000/", Users: users, UserID: "user_2", KeyLabel: "My laptop", Limit: "5", LimitReset: "weekly", ExpiresAt: now}
	want := url.Values{"state": {"s"}, "code_challenge": {"c"}, "user": {"user_2"}, "key_label": {"My laptop"}, "limit": {"5"}, "usage_limit_type": {"weekly"}}
	for button, press := range map[string]func(*chromiumtest.Tab){
		"authorize": func(tab *chromiumtest.Tab) { tab.Click("[value=authorize]") },
		"deny":      func(tab *chromiumtest.Tab) { tab.Click("[value=deny]") },
		// Enter in a box is the first button of the form.
		"authorize ": func(tab *chromiumtest.Tab) { tab.Click("#limit"); tab.Press(chromiumtest.Enter) },
	} {
		s := serve(t, consent(d))
		tab := chromiumtest.New(t)
		tab.Viewport(480, 720) // the window that browser/src opens
		tab.Navigate(s.URL)
		if !chromiumtest.Eval[bool](tab, `[...document.querySelectorAll('button')].every(b => b.getBoundingClientRect().bottom <= innerHeight)`) {
			t.Error("what they can answer is out of view")
		}
		press(tab)
		got := s.posted(t)
		want.Set(page.FieldDecision, map[string]string{"deny": "deny"}[button])
		if button != "deny" {
			want.Set(page.FieldDecision, page.DecisionAuthorize)
		}
		if got.Encode() != want.Encode() {
			t.Errorf("%s posts %s, want %s", button, got.Encode(), want.Encode())
		}
		tab.NoErrors()
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	tab := chromiumtest.NewWhole(t) // its headless shell has no clipboard
	tab.Navigate(serve(t, headless(page.HeadlessData{Code: "c0de-123"})).URL)
	if got := chromiumtest.Eval[string](tab, "document.getElementById('code').textContent"); got != "c0de-123" {
		t.Errorf("the code is %q", got)
	}
	tab.Run(`said = '', new MutationObserver(() => said += document.querySelector('[role=status]').textContent)
		.observe(document.querySelector('[role=status]'), {childList: true})`)
	tab.Click("[data-copy]")
	tab.Wait("said === 'Copied'")
	tab.Wait("document.querySelector('[data-copy]').textContent === 'Copy code'")

	// A plain-http page has no clipboard: the text is selected instead.
	insecure := chromiumtest.New(t)
	insecure.Before("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
	insecure.Navigate(serve(t, headless(page.HeadlessData{Code: "c0de-123"})).URL)
	insecure.Click("[data-copy]")
	insecure.Wait("getSelection().toString() === 'c0de-123'")
	insecure.NoErrors()
}

// What the script makes of events is what the server makes of the same data.
func TestStreamShowsWhatReloadShows(t *testing.T) {
	t.Parallel()
	const shown = `(() => {
		const copy = document.querySelector('main').cloneNode(true)
		copy.querySelectorAll('#filter, .new').forEach(e => e.classList.remove('new'))
		copy.querySelectorAll('[class=""]').forEach(e => e.removeAttribute('class'))
		return ['#groups', '#fault-list', '#key-list'].map(id => copy.querySelector(id).outerHTML).join('\n').replace(/>\s+</g, '><').replace(/ hidden=""/g, '')
	})()`
	reloaded := chromiumtest.New(t)
	reloaded.Navigate(serve(t, livePage(live)).URL)
	want := chromiumtest.Eval[string](reloaded, shown)

	s := serve(t, livePage(emptyLive))
	streamed := chromiumtest.New(t)
	streamed.Navigate(s.URL)
	for _, signIn := range slices.Backward(live.SignIns) {
		s.events <- event{page.EventSignIn, page.SignIn{ID: signIn.ID, App: "not known yet", Step: page.StepAsked}}
		s.events <- event{page.EventSignIn, signIn}
	}
	for _, record := range live.Records {
		unfinished := record
		unfinished.Status, unfinished.Done, unfinished.SignIn = 0, false, ""
		s.events <- event{page.EventRecord, unfinished}
		s.events <- event{page.EventRecord, record}
	}
	s.events <- event{page.EventState, live.State}
	streamed.Wait("document.querySelectorAll('#key-list > li').length === 2")
	if got := chromiumtest.Eval[string](streamed, shown); got != want {
		t.Errorf("streamed\n%s\nreloaded\n%s", got, want)
	}
	for _, id := range []string{"ask", "observed"} {
		streamed.Wait(fmt.Sprintf("document.querySelector('[value=%s]').ariaPressed === 'true'", id))
	}
	streamed.Wait("document.querySelector('#now').textContent === '2026-11-23 14:03:05'")
	streamed.NoErrors()

	s.events <- event{page.EventReset, struct{}{}}
	streamed.Wait("!document.querySelector('.record') && document.querySelector('.empty').checkVisibility()")
}

func TestLiveForms(t *testing.T) {
	t.Parallel()
	s := serve(t, livePage(live))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	tab.Wait("document.querySelector('#connection').textContent === 'Live'")
	for _, c := range []struct{ selector, want string }{
		{"[value=always]", "do=approve&value=always"},
		{"[value=documented]", "do=behaviour&value=documented"},
		{"[value='10m']", "do=advance&value=10m"},
		{".stack > button", "delay=&do=fault&kind=status&path=&serve=1&skip=0&status=500"},
		{"#fault-list button", "do=remove-fault&value=f1"},
		{"#key-list button", "do=delete-key&value=" + hash},
	} {
		tab.Click(c.selector)
		if got := s.posted(t).Encode(); got != c.want {
			t.Errorf("%s posts %s, want %s", c.selector, got, c.want)
		}
	}
	tab.Click("#delay")
	tab.Press("soon" + chromiumtest.Enter)
	if got := s.posted(t).Get(page.FieldDelay); got != "soon" {
		t.Errorf("what was typed is %q", got)
	}
	tab.Wait("document.querySelector('.stack [role=alert]').textContent === 'soon is no delay'")

	tab.Click(".confirm summary")
	tab.Click(".confirm button")
	if got := s.posted(t).Encode(); got != "do=reset" {
		t.Errorf("reset posts %s", got)
	}
	tab.Wait("!document.querySelector('[role=alert]') && !document.querySelector('.confirm').open")
	tab.NoErrors()

	_ = s.Listener.Close()
	s.CloseClientConnections()
	tab.Click("[value=never]")
	tab.Wait("document.querySelector('[role=alert]').textContent.includes('still running')")
	tab.Wait("document.querySelector('#connection').textContent !== 'Live'")
}

// What was typed into a field that another choice hides does not keep the form from being sent.
func TestHiddenFieldsDoNotCount(t *testing.T) {
	t.Parallel()
	s := serve(t, livePage(live))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	tab.Wait("document.querySelector('#connection').textContent === 'Live'")
	choose := func(kind string) {
		tab.Run("kind = document.querySelector('#kind'), kind.value = '" + kind + "', kind.dispatchEvent(new Event('change', {bubbles: true}))")
	}
	tab.Click("#status")
	tab.Press("x")
	tab.Wait("!document.querySelector('#status').validity.valid")
	choose("hang")
	tab.Wait("!document.querySelector('#status').checkVisibility()")
	tab.Click(".stack > button")
	if got, want := s.posted(t).Encode(), "delay=&do=fault&kind=hang&path=&serve=1&skip=0"; got != want {
		t.Errorf("posts %s, want %s", got, want)
	}
	choose("status")
	tab.Wait("document.querySelector('#status').checkVisibility() && !document.querySelector('#status').disabled")
	tab.NoErrors()
}

// A rule that goes away under the keyboard's focus leaves the focus in its list.
func TestFocusStaysInTheList(t *testing.T) {
	t.Parallel()
	s := serve(t, livePage(live))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	tab.Run("document.querySelector('#fault-list button').focus()")
	changed := live.State
	changed.Faults = slices.Clone(changed.Faults)
	changed.Faults[0].Skip = 0
	s.events <- event{page.EventState, changed}
	tab.Wait("document.querySelector('#fault-list .hint').textContent === '2 to affect'")
	tab.Wait("document.activeElement === document.querySelector('#fault-list button')")
	changed.Faults = changed.Faults[1:]
	s.events <- event{page.EventState, changed}
	tab.Wait("document.querySelectorAll('#fault-list > li').length === 2 && document.activeElement.id === 'fault-list'")
}

func TestFilter(t *testing.T) {
	t.Parallel()
	s := serve(t, livePage(live))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	const shown = "[...document.querySelectorAll('.record')].filter(e => e.checkVisibility()).map(e => e.dataset.id).join()"
	tab.Wait(shown + " === '3,1,2,4,6'")
	tab.Click("#filter")
	tab.Press("AUTH/KEYS")
	tab.Wait(shown + " === '3,2'")
	s.events <- event{page.EventRecord, page.Record{ID: 7, SignIn: "second", Method: "GET", Path: "/elsewhere"}}
	s.events <- event{page.EventRecord, page.Record{ID: 8, SignIn: "second", Method: "GET", Path: "/api/v1/auth/keys"}}
	tab.Wait(shown + " === '3,8,2'")
	tab.Wait("[...document.querySelectorAll('.group')].filter(e => e.checkVisibility()).length === 2")
}

// Preflights are in the way until they are asked for.
func TestPreflightsAreHidden(t *testing.T) {
	t.Parallel()
	d := live
	d.Records = append(slices.Clone(live.Records), page.Record{ID: 7, SignIn: "second", Method: "OPTIONS", Path: "/api/v1/key"})
	s := serve(t, livePage(d))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	const shown = "[...document.querySelectorAll('.record')].filter(e => e.checkVisibility()).map(e => e.dataset.id).join()"
	tab.Wait(shown + " === '3,1,2,4,6'")
	s.events <- event{page.EventRecord, page.Record{ID: 8, SignIn: "second", Method: "OPTIONS", Path: "/api/v1/models"}}
	s.events <- event{page.EventRecord, page.Record{ID: 9, SignIn: "second", Method: "GET", Path: "/api/v1/models"}}
	tab.Wait(shown + " === '3,9,1,2,4,6'")
	tab.Click("#preflights")
	tab.Wait(shown + " === '3,7,8,9,1,2,4,5,6'")
}

// The page keeps the last 500 requests, and no sign-in without any.
func TestOldRequestsGo(t *testing.T) {
	t.Parallel()
	s := serve(t, livePage(live))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	for i := range 500 {
		s.events <- event{page.EventRecord, page.Record{ID: int64(10 + i), Method: "GET", Path: "/api/v1/key"}}
	}
	tab.Wait("document.querySelectorAll('.record').length === 500 && document.querySelector('.record').dataset.id === '10'")
	tab.Wait("document.querySelectorAll('.group').length === 1")
}

// The clock goes on, in the time zone of the emulator.
func TestClock(t *testing.T) {
	t.Parallel()
	s := serve(t, livePage(emptyLive))
	tab := chromiumtest.New(t)
	tab.Navigate(s.URL)
	tab.Wait("/^2026-11-23 14:0/.test(document.querySelector('#now').textContent) && document.querySelector('#now').textContent > '2026-11-23 14:03:05'")
}
