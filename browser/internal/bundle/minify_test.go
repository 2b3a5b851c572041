package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// What becomes of modules that esbuild has minified.
func TestAgain(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, module, want string }{
		{
			"functions look alike, but for what they use of the module",
			`var seen=new Set,add=(item,twice)=>{seen.add(item),twice&&seen.add(item)},del=item=>seen.delete(item);add(1);del(1);export{add,del as remove};`,
			`var a=(a,b)=>{c.add(a),b&&c.add(a)},b=a=>c.delete(a),c=new Set;a(1),b(1);export{a as add,b as remove}`,
		},
		{
			"a function for importers alone is exported in place",
			`var one=()=>1;var two=()=>one()+one();export{two as second,one};`,
			`var a=()=>1;export let second=()=>a()+a();export{a as one}`,
		},
		{
			"names of the browser are not taken",
			`var own=()=>b(self),more=()=>own(c);more();export{own,more};`,
			`var a=()=>b(self),d=()=>a(c);d();export{a as own,d as more}`,
		},
		{
			"blocks, loops, classes and defaults have names of their own",
			`var all=(list,size=()=>list.length)=>{for(let item of list){let copy=[item];class Box extends Map{get(key){return super.get(key)??copy}}new Box(copy,size)}};all([]);export{all};`,
			`var a=(a,b=()=>a.length)=>{for(let c of a){let d=[c];class e extends Map{get(a){return super.get(a)??d}}new e(d,b)}};a([]);export{a as all}`,
		},
	} {
		got, err := again([]byte(tc.module), fit{alphabet: "abcdefghijklmnopqrstuvwxyz"})
		if want := minBanner + tc.want; err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s, want\n%s", tc.name, err, got, want)
		}
	}
	if _, err := again([]byte("var ="), theFit()); err == nil {
		t.Error("a syntax error, and no error")
	}
}

// The order of a fit comes first, and the rest stays as it is.
func TestOrder(t *testing.T) {
	t.Parallel()
	const module = `var one=()=>1,two=()=>2,state=one(),three=()=>3;two(three(state));export{one,two,three};`
	got, err := again([]byte(module), fit{"abcdefgh", []string{"three", "gone", "one"}})
	want := minBanner + `var a=()=>3,b=()=>1,c=()=>2,d=b();c(a(d));export{b as one,c as two,a as three}`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s, want\n%s", err, got, want)
	}
}

// Changes of a fit lose nothing.
func TestFit(t *testing.T) {
	t.Parallel()
	f := theFit()
	letters := slices.Sorted(strings.SplitSeq(f.alphabet, ""))
	names := slices.Sorted(slices.Values(f.order))
	if len(slices.Compact(slices.Clone(letters))) != len(letters) || len(names) == 0 {
		t.Fatalf("the fit is %+v", f)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		f = f.change(random)
	}
	if !slices.Equal(slices.Sorted(strings.SplitSeq(f.alphabet, "")), letters) || !slices.Equal(slices.Sorted(slices.Values(f.order)), names) {
		t.Errorf("after changes the fit is %+v", f)
	}
}
