package e2e

import (
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// make pictures keeps what this test draws.
var pictures = flag.String("pictures", "", "`directory` to write the README's pictures to")

// The picture of the README: the demo in light, and in dark with a look that
// somebody has chosen, side by side.
func TestPictures(t *testing.T) {
	t.Parallel()
	dir := *pictures
	if dir == "" {
		dir = t.TempDir()
	}
	const width, height, gap = 1200, 900, 24
	shot := func(v *visit, scheme string) image.Image {
		v.Media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		v.Viewport(width, height)
		path := filepath.Join(t.TempDir(), scheme+".png")
		v.Screenshot(path)
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		picture, err := png.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		return picture
	}
	v := newLook(t)
	left := shot(v, "light")
	v.Navigate(v.page + "?variant=cta&size=lg&stack=react#look")
	v.Wait(signedOut + ` && location.hash === '#look' && scrollY > 0`)
	right := shot(v, "dark")

	both := image.NewRGBA(image.Rect(0, 0, left.Bounds().Dx()+gap+right.Bounds().Dx(), max(left.Bounds().Dy(), right.Bounds().Dy())))
	draw.Draw(both, left.Bounds(), left, image.Point{}, draw.Src)
	draw.Draw(both, right.Bounds().Add(image.Pt(left.Bounds().Dx()+gap, 0)), right, image.Point{}, draw.Src)
	if both.Bounds().Dx() < 2*width || left.At(2, 2) == right.At(2, 2) {
		t.Errorf("the picture is %v wide, or light is as dark", both.Bounds().Dx())
	}
	file, err := os.Create(filepath.Join(dir, "demo.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(file, both); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
