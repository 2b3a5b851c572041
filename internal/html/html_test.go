package html_test

import (
	stdhtml "html"
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2"
	lexer "github.com/tdewolff/parse/v2/html"

	"github.com/orkey-dev/orkey/internal/html"
)

func TestMarkup(t *testing.T) {
	t.Parallel()
	letter := func(s string) html.HTML { return html.El("li", html.Text(s)) }
	for _, c := range []struct{ got, want html.HTML }{
		{html.El("p"), "<p></p>"},
		{html.El(`p class="a b"`, "1 < 2: ", html.Text("1 < 2"), "", "."), `<p class="a b">1 < 2: 1 &lt; 2.</p>`},
		{html.El("a"+html.Attr("title", `"><b>'`)+html.If(true, " hidden"), "x"), `<a title="&#34;&gt;&lt;b&gt;&#39;" hidden>x</a>`},
		{html.Block("ul", "", html.Each([]string{"a", "<"}, letter), ""), "<ul>\n<li>a</li>\n<li>&lt;</li>\n</ul>"},
		{html.Each(nil, letter), ""},
		{html.Lines("", "a", "", "b"), "a\nb"},
		{html.If(true, "a", "b"), "ab"},
		{html.If(false, "a", "b"), ""},
		{html.Text("a\x00b"), "a\uFFFDb"},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	const nowhere = "about:invalid"
	for _, c := range []struct{ url, want string }{
		{"/login?to=javascript:alert(1)", ""},
		{"login?a=b:c", ""},
		{"#a:b", ""},
		{"", ""},
		{"https://app.example/a?b=c&d=e", ""},
		{"HTTP://app.example", ""},
		{"javascript:alert(1)", nowhere},
		{" javascript:alert(1)", nowhere},
		{"java\nscript:alert(1)", nowhere},
		{"\x01javascript:alert(1)", nowhere},
		{"JaVaScRiPt:alert(1)", nowhere},
		{"data:text/html,<script>", nowhere},
		{"ht\ttp://app.example", nowhere}, // a browser would take it, but who writes that?
		{"vbscript:x", nowhere},
		{":", nowhere},
	} {
		want := c.want
		if want == "" {
			want = c.url
		}
		for _, name := range []html.HTML{"href", "src", "action", "formaction"} {
			if got, want := html.Attr(name, c.url), " "+name+`="`+html.Text(want)+`"`; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		if got, want := html.Attr("title", c.url), ` title="`+html.Text(c.url)+`"`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Whatever the text, it stays text to who reads the page.
func FuzzText(f *testing.F) {
	f.Add("a & b")
	f.Add(`"'><script>alert(1)</script><!--`)
	f.Add("javascript:alert(1)")
	f.Fuzz(func(t *testing.T, s string) {
		page := html.El("a"+html.Attr("title", s)+html.Attr("href", s), html.Text(s))
		var read []string
		for l := lexer.NewLexer(parse.NewInputString(string(page))); ; {
			kind, data := l.Next()
			if kind == lexer.ErrorToken {
				break
			}
			if kind == lexer.AttributeToken {
				read = append(read, string(l.AttrKey())+"="+unquoted(l.AttrVal()))
			} else if kind != lexer.StartTagCloseToken {
				read = append(read, kind.String()+" "+stdhtml.UnescapeString(string(data)))
			}
		}
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
		want := []string{"StartTag <a", "title=" + s, "href=" + s, "Text " + s, "EndTag </a>"}
		if s == "" {
			want = append(want[:3], want[4])
		}
		if len(read) == len(want) && read[2] == "href=about:invalid" {
			want[2] = read[2]
		}
		if strings.Join(read, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q is read as %q, want %q", page, read, want)
		}
	})
}

func unquoted(value []byte) string {
	return stdhtml.UnescapeString(strings.Trim(string(value), `"`))
}
