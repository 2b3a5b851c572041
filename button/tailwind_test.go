package button_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/orkey-dev/orkey/button"
)

// The look is OpenRouter's own, class by class; what follows those classes
// belongs to the dark theme and to what a person may need.
func TestClasses(t *testing.T) {
	t.Parallel()
	const all = "inline-flex items-center justify-center gap-2 font-medium transition-all cursor-pointer disabled:opacity-50 "
	variants := map[button.Variant]string{
		button.Default: "rounded-lg border border-neutral-300 bg-white text-neutral-900 shadow-sm hover:bg-neutral-50 ",
		button.Minimal: "text-neutral-700 underline-offset-4 hover:underline ",
		button.Branded: "rounded-lg bg-neutral-900 text-white shadow hover:bg-neutral-800 ",
		button.Icon:    "rounded-lg border border-neutral-300 bg-white text-neutral-900 shadow-sm hover:bg-neutral-50 aspect-square ",
		button.CTA:     "rounded-xl bg-neutral-900 text-white shadow-lg hover:bg-neutral-800 hover:scale-[1.02] active:scale-[0.98] ",
	}
	sizes := map[button.Size]string{
		button.Small:      "h-8 px-3 text-xs ",
		button.Medium:     "h-10 px-5 text-sm ",
		button.Large:      "h-12 px-8 text-base ",
		button.ExtraLarge: "h-14 px-10 text-lg ",
	}
	for variant, look := range variants {
		for size, scale := range sizes {
			if variant == button.Icon { // padding would make it no square
				height, _, _ := strings.Cut(scale, " ")
				scale = height + scale[strings.LastIndex(scale, " text-"):]
			}
			got := button.Classes(variant, size)
			if want := all + look + scale; !strings.HasPrefix(got, want) {
				t.Errorf("Classes(%s, %s) is\n%s\nwant\n%s…", variant, size, got, want)
			}
			for _, name := range strings.Fields(strings.TrimPrefix(got, all+look+scale)) {
				if prefix, _, _ := strings.Cut(name, ":"); !slices.Contains([]string{"dark", "focus-visible", "motion-reduce", "forced-colors"}, prefix) {
					t.Errorf("Classes(%s, %s) adds %s to the look", variant, size, name)
				}
			}
		}
	}
	if button.Classes("fancy", "huge") != button.Classes(button.Default, button.Medium) || button.Classes("", "") != button.Classes(button.Default, button.Medium) {
		t.Error("an unknown variant and size do not give the default")
	}
}

// What Tailwind is told to generate is each class once, and it knows them all.
func TestTailwindSource(t *testing.T) {
	t.Parallel()
	source := button.TailwindSource()
	names := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(source, `@source inline("`), "\");\n"))
	css := tailwind(t)
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			t.Errorf("%s twice", name)
		}
		selector := "." + strings.NewReplacer(":", `\:`, "[", `\[`, "]", `\]`, ".", `\.`, "#", `\#`).Replace(name)
		if !strings.Contains(css, selector) {
			t.Errorf("Tailwind does not know %s", name)
		}
	}
	for _, variant := range button.Variants() {
		for _, size := range button.Sizes() {
			for _, name := range strings.Fields(button.Classes(variant, size)) {
				if !slices.Contains(names, name) {
					t.Errorf("TailwindSource lacks %s", name)
				}
			}
		}
	}
}
