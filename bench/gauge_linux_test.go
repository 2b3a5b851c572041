package bench

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// uses are what the proxy uses.
type uses struct {
	memory     float64 // MB, resident
	goroutines float64
	files      float64 // that are open, and connections
}

// A gauge reads them from the metrics.
type gauge struct{ url string }

func (g *gauge) read(t *testing.T) (u uses) {
	t.Helper()
	res, err := http.Get(g.url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	found := 0
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		into := map[string]*float64{"process_resident_memory_bytes": &u.memory, "go_goroutines": &u.goroutines, "process_open_fds": &u.files}[name]
		if into == nil {
			continue
		}
		if *into, err = strconv.ParseFloat(value, 64); err != nil {
			t.Fatal(err)
		}
		found++
	}
	if found != 3 {
		t.Fatal("the metrics do not say what is used")
	}
	u.memory /= 1e6
	return u
}

// watch prints what is used, a row at a time, until ctx ends, and returns the rows.
func (g *gauge) watch(t *testing.T, ctx context.Context) (rows []uses) {
	t.Helper()
	const readings = 12 // of which a row is the median
	began := time.Now()
	tick := time.NewTicker(*soakTime / soakRows / readings)
	defer tick.Stop()
	fmt.Printf("%10s %10s %12s %12s\n", "after", "memory MB", "goroutines", "open files")
	var read []uses
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return rows
		}
		if read = append(read, g.read(t)); len(read) == readings {
			row := uses{middle(read, memory), middle(read, goroutines), middle(read, files)}
			fmt.Printf("%10s %10.1f %12.0f %12.0f\n", time.Since(began).Round(time.Second/10), row.memory, row.goroutines, row.files)
			rows, read = append(rows, row), nil
		}
	}
}

// awaitRest waits until nothing is used any more that was not at first, but memory.
func (g *gauge) awaitRest(t *testing.T, before uses) {
	t.Helper()
	const few = 4 // connections of ours, to the metrics
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		now := g.read(t)
		if now.goroutines <= before.goroutines+few && now.files <= before.files+few {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("everybody has left, and there are %.0f goroutines and %.0f open files; at first there were %.0f and %.0f", now.goroutines, now.files, before.goroutines, before.files)
		}
	}
}

// The uses one by one.
func memory(u uses) float64     { return u.memory }
func goroutines(u uses) float64 { return u.goroutines }
func files(u uses) float64      { return u.files }

func middle(all []uses, of func(uses) float64) float64 {
	var values []float64
	for _, u := range all {
		values = append(values, of(u))
	}
	return median(values)
}

// judge fails the test if something grows.
func judge(t *testing.T, rows []uses) {
	t.Helper()
	for _, one := range []struct {
		name string
		of   func(uses) float64
		few  float64 // as much is nothing
	}{{"memory in MB", memory, 3}, {"goroutines", goroutines, 10}, {"open files", files, 10}} {
		var values []float64
		for _, row := range rows {
			values = append(values, one.of(row))
		}
		most := max(one.few, 0.05*median(values))
		if growth := growthOf(values); growth > most {
			t.Errorf("%s grow by %.1f, more than %.1f", one.name, growth, most)
		} else {
			t.Logf("%-18s %+9.1f over the last %d rows", one.name, growth, len(values))
		}
	}
}

// growthOf tells by how much values grow from the first to the last: the median of
// the slopes between each two of them (Theil and Sen), which one that is odd does not
// change.
func growthOf(values []float64) float64 {
	var slopes []float64
	for i := range values {
		for j := i + 1; j < len(values); j++ {
			slopes = append(slopes, (values[j]-values[i])/float64(j-i))
		}
	}
	return median(slopes) * float64(len(values)-1)
}
