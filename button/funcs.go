package button

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// FuncMap returns functions for html/template:
//
//   - openrouterButton is [HTML] with the options in pairs, named as the
//     attributes of <openrouter-sign-in> and in lower case:
//     {{openrouterButton "variant" "branded" "return-to" .Path}}. It also takes
//     one [Options] instead.
//   - openrouterClasses is [Classes]: {{openrouterClasses "branded" "lg"}}.
//   - openrouterLogo is [LogoSVG]: {{openrouterLogo "lg"}}.
//
// What is wrong ends the execution of the template with an error.
func FuncMap() template.FuncMap {
	return template.FuncMap{
		"openrouterButton":  fromPairs,
		"openrouterClasses": func(variant, size string) string { return Classes(Variant(variant), Size(size)) },
		"openrouterLogo":    func(size string) template.HTML { return LogoSVG(Size(size)) },
	}
}

func fromPairs(args ...any) (template.HTML, error) {
	if len(args) == 1 {
		if o, ok := args[0].(Options); ok {
			return HTML(o)
		}
	}
	if len(args)%2 != 0 {
		return "", fmt.Errorf("button: openrouterButton takes names and values in pairs; %v has no value", args[len(args)-1])
	}
	var o Options
	for i := 0; i < len(args); i += 2 {
		if err := o.set(fmt.Sprint(args[i]), args[i+1]); err != nil {
			return "", err
		}
	}
	return HTML(o)
}

// set sets an option by its name in templates.
func (o *Options) set(name string, value any) error {
	texts := map[string]func(string){
		"variant":   func(s string) { o.Variant = Variant(s) },
		"size":      func(s string) { o.Size = Size(s) },
		"logo":      func(s string) { o.Logo = Logo(s) },
		"theme":     func(s string) { o.Theme = Theme(s) },
		"method":    func(s string) { o.Method = Method(s) },
		"label":     func(s string) { o.Label = s },
		"lang":      func(s string) { o.Lang = s },
		"action":    func(s string) { o.Action = s },
		"return-to": func(s string) { o.ReturnTo = s },
		"class":     func(s string) { o.Class = s },
	}
	flags := map[string]*bool{"loading": &o.Loading, "disabled": &o.Disabled}
	if flag, ok := flags[name]; ok {
		on, ok := value.(bool)
		if !ok {
			return fmt.Errorf("button: %s takes true or false, not %v", name, value)
		}
		*flag = on
		return nil
	}
	set, ok := texts[name]
	if !ok {
		names := slices.AppendSeq(slices.Collect(maps.Keys(texts)), maps.Keys(flags))
		slices.Sort(names)
		return fmt.Errorf("button: no option is named %q; there are %s", name, strings.Join(names, ", "))
	}
	set(fmt.Sprint(value))
	return nil
}
