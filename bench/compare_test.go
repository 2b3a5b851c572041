package bench

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The contenders that goals are about.
const (
	tuned      = "ReverseProxy, tuned"
	withCookie = "orkey proxy, cookie"
	verify     = "orkey proxy, verify"
)

// A result is what the rounds of a contender come to.
type result struct {
	name           string
	rounds         []figures
	memory, growth float64 // bytes: after the warm-up, and by how much it has grown
}

// figures are those of a round.
type figures struct {
	rate     float64 // requests a second
	p50, p99 float64 // milliseconds
	cpu      float64 // microseconds a request
	share    float64 // of its core
}

// The figures one by one.
func rate(f figures) float64  { return f.rate }
func p50(f figures) float64   { return f.p50 }
func p99(f figures) float64   { return f.p99 }
func cpu(f figures) float64   { return f.cpu }
func share(f figures) float64 { return f.share }

// value is the median of the rounds.
func (r *result) value(of func(figures) float64) float64 {
	var all []float64
	for _, f := range r.rounds {
		all = append(all, of(f))
	}
	return median(all)
}

// quiet is the value of the quietest rounds: what one takes when nothing else runs,
// since others only make it worse.
func (r *result) quiet(of func(figures) float64) float64 {
	var all []float64
	for _, f := range r.rounds {
		all = append(all, of(f))
	}
	slices.Sort(all)
	return all[len(all)/10]
}

// isDisturbed reports whether others ran on the core of one that had enough to do.
func (r *result) isDisturbed() bool { return r.value(share) < 0.85 }

// against is the median of how each round compares with the other's, which came
// moments before or after: a neighbour of the machine's slows both down.
func (r *result) against(other *result, of func(figures) float64) float64 {
	var all []float64
	for i, f := range r.rounds {
		all = append(all, of(f)/of(other.rounds[i]))
	}
	return median(all)
}

// compare reports how all compare with the tuned ReverseProxy.
func compare(b *testing.B, results []*result) {
	byName := map[string]*result{}
	for _, r := range results {
		byName[r.name] = r
	}
	floor := byName[tuned]
	report.tables = append(report.tables, tableOf(results, floor))
	for _, g := range []struct {
		name string
		goal float64
	}{{withCookie, 0.85}, {verify, 2}} {
		r := byName[g.name]
		byRate, byCPU, quietly := r.against(floor, rate), 1/r.against(floor, cpu), floor.quiet(cpu)/r.quiet(cpu)
		got := byRate
		if floor.isDisturbed() {
			got = quietly
		}
		b.ReportMetric(got, strings.ReplaceAll(strings.ReplaceAll(g.name, ",", ""), " ", "-")+"-x-tuned")
		report.goals = append(report.goals, goal{
			g.name, fmt.Sprintf("%.2f × the tuned ReverseProxy", got), fmt.Sprintf("≥ %.2f", g.goal), got >= g.goal,
			fmt.Sprintf("%.2f by requests/s, %.2f by CPU time, %.2f by that in the quietest rounds", byRate, byCPU, quietly),
		})
	}
	more := (byName[withCookie].growth - floor.growth) / 1e6
	b.ReportMetric(more, "MB-more-than-tuned")
	report.goals = append(report.goals, goal{
		"memory", fmt.Sprintf("grows %.1f MB more than that in %d requests", more, warm), "≤ 15 MB", more <= 15,
		fmt.Sprintf("by %.1f MB, that by %.1f", byName[withCookie].growth/1e6, floor.growth/1e6),
	})
}

// tableOf sets figures in columns, each with how it compares with the floor's.
func tableOf(results []*result, floor *result) string {
	var text strings.Builder
	fmt.Fprintf(&text, "PROXIES on one core, %d connections; medians of %d rounds, each figure beside how many times that of\nthe tuned ReverseProxy it is; memory after %d requests; how busy the core was with it\n\n", connections, len(floor.rounds), warm)
	fmt.Fprintf(&text, "%-22s %16s %16s %16s %16s %16s %6s\n", "", "requests/s", "p50 ms", "p99 ms", "CPU µs/request", "memory MB", "busy")
	for _, r := range results {
		fmt.Fprintf(&text, "%-22s", r.name)
		column := func(format string, value, ratio float64) {
			fmt.Fprintf(&text, " %10s ×%4.2f", fmt.Sprintf(format, value), ratio)
		}
		for _, c := range []struct {
			format string
			of     func(figures) float64
		}{{"%.0f", rate}, {"%.2f", p50}, {"%.2f", p99}, {"%.1f", cpu}} {
			column(c.format, r.value(c.of), r.against(floor, c.of))
		}
		column("%.1f", r.memory/1e6, r.memory/floor.memory)
		fmt.Fprintf(&text, " %5.0f%%\n", 100*r.value(share))
	}
	if floor.isDisturbed() {
		fmt.Fprintf(&text, "\nThe tuned ReverseProxy had %.0f%% of the core: others run on this machine, and times mean little.\nGoals are judged by CPU time in the quietest rounds.\n", 100*floor.value(share))
	}
	return text.String()
}

func median[T cmp.Ordered](all []T) T {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}
