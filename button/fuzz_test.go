package button_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/button"
)

// Whatever the options are, HTML refuses them or makes exactly one button:
// well-formed, of known elements only, with every text arriving where it
// belongs and nowhere else.
func FuzzHTML(f *testing.F) {
	f.Add("branded", "lg", "link", "Sign in", "/x?y=z", "/auth/login", "cls", "data-a", "v", "fr", byte(0))
	f.Add("icon", "", "post", `"><script>alert(1)</script>`, `" onload="x`, "javascript:1", `'"<>&`, "onclick", "x", "zh_TW", byte(1))
	f.Add("", "sm", "get", "\x00\xff\u2028", "//evil", "/a?b=c;d#e", "\t", "x y", "`", `"x`, byte(6))
	f.Fuzz(func(t *testing.T, variant, size, method, label, returnTo, action, class, name, value, lang string, flags byte) {
		if strings.ContainsAny(name, "@:") {
			name = "x" // names of frameworks, fine in HTML but not in XML, which reads the result
		}
		html, err := button.HTML(button.Options{
			Variant: button.Variant(variant), Size: button.Size(size), Method: button.Method(method),
			Label: label, ReturnTo: returnTo, Action: action, Class: class, Lang: lang,
			Attributes: map[string]string{name: value}, Fields: map[string]string{name: value},
			Loading: flags&1 != 0, Disabled: flags&2 != 0, Logo: []button.Logo{button.Left, button.Right, button.None}[flags>>2%3],
		})
		if err != nil {
			if html != "" {
				t.Errorf("refused and made all the same: %q", html)
			}
			return
		}
		read := parse(t, string(html))
		if read.count["a"]+read.count["button"] != 1 || read.count["script"] != 0 {
			t.Errorf("not one button: %v in %s", read.count, html)
		}
		for element := range read.count {
			if !strings.Contains(" a form input button svg path span ", " "+element+" ") {
				t.Errorf("an element of somebody else's, %s: %s", element, html)
			}
		}
		if said := read.text + read.name; label != "" && normal(said) != normal(label) {
			t.Errorf("the label is %q, want %q", said, label)
		}
		if !strings.HasSuffix(read.attributes["class"], strings.Join(strings.Fields(class), " ")) {
			t.Errorf("the class is %q, want %q in it", read.attributes["class"], class)
		}
		if got := read.attributes[name]; normal(got) != normal(value) {
			t.Errorf("the attribute %s is %q, want %q", name, got, value)
		}
		for attribute := range read.attributes {
			if strings.HasPrefix(strings.ToLower(attribute), "on") || strings.EqualFold(attribute, "style") {
				t.Errorf("an event handler or a style: %s", html)
			}
		}
		for _, url := range []string{read.attributes["href"], read.action} {
			if before, _, ok := strings.Cut(strings.ToLower(url), ":"); ok && !strings.ContainsAny(before, "/?#") && before != "http" && before != "https" {
				t.Errorf("a click goes to %q", url)
			}
		}
	})
}

// normal makes white space that XML turns into a space, or a newline, the same.
func normal(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\n", " ").Replace(s)
}

type reading struct {
	count      map[string]int
	attributes map[string]string // of the link or button
	action     string            // of the form
	text       string
	name       string // aria-label
}

// parse reads the markup as XML, which is stricter than HTML: every element
// closed, every attribute quoted and once only, nothing unescaped.
func parse(t *testing.T, markup string) reading {
	t.Helper()
	read := reading{count: map[string]int{}, attributes: map[string]string{}}
	decoder := xml.NewDecoder(strings.NewReader(markup))
	depth, roots := 0, 0
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, markup)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
			read.count[token.Name.Local]++
			seen := map[string]bool{}
			for _, a := range token.Attr {
				name := a.Name.Local
				if seen[strings.ToLower(name)] {
					t.Errorf("the attribute %s twice: %s", name, markup)
				}
				seen[strings.ToLower(name)] = true
				switch {
				case token.Name.Local == "form" && name == "action":
					read.action = a.Value
				case token.Name.Local == "a" || token.Name.Local == "button":
					read.attributes[name] = a.Value
				}
			}
			if token.Name.Local == "a" || token.Name.Local == "button" {
				read.name = read.attributes["aria-label"]
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			read.text += string(token)
		default:
			t.Errorf("%T in %s", token, markup)
		}
	}
	if depth != 0 || roots != 1 {
		t.Errorf("%d roots, %d left open: %s", roots, depth, markup)
	}
	return read
}
