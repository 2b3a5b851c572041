package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// What many write at once comes out in whole lines, and all of it, before and after
// the end.
func TestLogWriter(t *testing.T) {
	t.Parallel()
	var out strings.Builder // which nobody may write to at the same time
	w := newLogWriter(&out)
	const writers, lines = 8, 500
	long := strings.Repeat("x", 4096) // in all far more than may wait
	var writing sync.WaitGroup
	for n := range writers {
		writing.Go(func() {
			for i := range lines {
				fmt.Fprintf(w, "%d %d %s\n", n, i, long)
				if n == 0 && i == lines/2 {
					w.Close()
				}
			}
		})
	}
	writing.Wait()
	w.Close()
	next := make([]int, writers)
	for line := range strings.Lines(out.String()) {
		var n, i int
		head, whole := strings.CutSuffix(line, " "+long+"\n") // a scan of all of it takes seconds
		if _, err := fmt.Sscanf(head, "%d %d", &n, &i); err != nil || !whole || head != fmt.Sprintf("%d %d", n, next[n]) {
			t.Fatalf("%.20q is out of place", line)
		}
		next[n]++
	}
	for n, got := range next {
		if got != lines {
			t.Errorf("of the %d lines of %d there are %d", lines, n, got)
		}
	}
}
