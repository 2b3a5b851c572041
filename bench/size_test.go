package bench

import (
	"os"
	"strings"
	"testing"
)

// maxSize is what the command may weigh as it is released, in bytes. Of that
// go-redis, with its sentinels and clusters, is 2.4 MB; it is the only reason not
// to be below 12.
const maxSize = 14_500_000

func TestCommandSize(t *testing.T) {
	t.Parallel()
	program, said := link(t, "../cmd/orkey", "-s -w -dumpdep")
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("orkey weighs %.1f MB", float64(info.Size())/1e6)
	if info.Size() > maxSize {
		t.Errorf("that is over %.1f MB", maxSize/1e6)
	}
	if way := reflectiveWay(string(said)); way != "" {
		t.Errorf("methods are looked up by name, as by a template that is executed, so the linker leaves out none of any type: 8 MB. The way there:\n%s", way)
	}
}

// reflectiveWay returns how a function is reached that looks up methods by a name
// that is not constant. It reads what the linker says with -dumpdep, a line for
// each symbol that keeps another. The first one counts: when the linker has found
// one, it keeps others that nothing calls.
func reflectiveWay(said string) string {
	const mark, arrow = " <ReflectMethod>", " -> "
	keepers := map[string]string{}
	for line := range strings.Lines(said) {
		keeper, kept, ok := strings.Cut(strings.TrimSpace(line), arrow)
		if !ok {
			continue
		}
		keeper, _, _ = strings.Cut(keeper, " <")
		kept, attributes, _ := strings.Cut(kept, " <")
		if _, known := keepers[kept]; !known {
			keepers[kept] = keeper
		}
		if strings.Contains(" <"+attributes, mark) {
			way := kept
			for kept != "main.main" && keepers[kept] != "" {
				kept = keepers[kept]
				way = kept + arrow + way
			}
			return way
		}
	}
	return ""
}
