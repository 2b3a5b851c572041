package main

import (
	_ "embed"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/orkey-dev/orkey/internal/bundling"
)

// A fit is what makes a difference to nobody but brotli.
type fit struct {
	alphabet string   // what variables are called, each letter once
	order    []string // what functions are declared first, by the names in src
}

//go:embed fit.txt
var fitted string

// theFit is the one in the tree. It need not be found anew when src changes:
// with any fit the module works.
func theFit() fit {
	fields := strings.Fields(fitted)
	return fit{fields[0], fields[1:]}
}

// improve tries so many small changes of the fit, and writes down the one with
// which the module is smallest.
func (f *fit) improve(src string, tries int) error {
	if tries == 0 {
		return nil
	}
	module, err := minified(src, "index.ts")
	if err != nil {
		return err
	}
	ast, err := parseOnce(module)
	if err != nil {
		return err
	}
	f.order = nil
	for _, function := range reorder(ast, theFit().order) {
		f.order = append(f.order, string(function.Data))
	}
	best, err := f.weigh(module)
	if err != nil {
		return err
	}
	now, size, random := *f, best, rand.New(rand.NewPCG(1, 1))
	for n := range tries {
		changed := now.change(random)
		weight, err := changed.weigh(module)
		if err != nil {
			return err
		}
		// Simulated annealing: what makes it larger is kept at times, the less the later.
		heat := 1.2 * (1 - float64(n)/float64(tries))
		if weight <= size || random.Float64() < math.Exp(float64(size-weight)/heat) {
			now, size = changed, weight
		}
		if size < best {
			best, *f = size, now
		}
	}
	content := f.alphabet + "\n" + strings.Join(f.order, "\n") + "\n"
	return os.WriteFile("internal/bundle/fit.txt", []byte(content), 0o644)
}

// change moves a function, or swaps two letters.
func (f *fit) change(random *rand.Rand) fit {
	if random.IntN(2) == 0 {
		i, j := random.IntN(len(f.order)), random.IntN(len(f.order))
		order := slices.Delete(slices.Clone(f.order), i, i+1)
		return fit{f.alphabet, slices.Insert(order, j, f.order[i])}
	}
	i, j := random.IntN(len(f.alphabet)), random.IntN(len(f.alphabet))
	letters := []byte(f.alphabet)
	letters[i], letters[j] = letters[j], letters[i]
	return fit{string(letters), f.order}
}

// weigh returns how many bytes the module has with brotli.
func (f fit) weigh(module []byte) (int, error) {
	module, err := again(module, f)
	if err != nil {
		return 0, err
	}
	module, err = bundling.Brotli(module)
	return len(module), err
}
