package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A release of this commit for this platform holds what it should, is what it
// says, and is the same when it is made again.
func TestRelease(t *testing.T) {
	t.Parallel()
	const version = "v0.1.0-test.1"
	here := platform{runtime.GOOS, runtime.GOARCH}
	release := func() (*source, []file) {
		s, err := checkOut(t.Context(), "../..", t.TempDir(), version)
		if err != nil {
			t.Fatal(err)
		}
		files, err := s.pack(t.Context(), []platform{here})
		if err != nil {
			t.Fatal(err)
		}
		return s, files
	}
	s, files := release()
	_, again := release()
	if sums, second := sums(files), sums(again); len(files) != 2 || !bytes.Equal(sums.content, second.content) {
		t.Errorf("the sums are\n%s and then\n%s", sums.content, second.content)
	}

	dir := t.TempDir()
	for _, f := range append(files, sums(files)) {
		if err := f.write(dir); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := command(t.Context(), dir, "sha256sum", "--check", "--strict", "SHA256SUMS"); err != nil {
		t.Error(err)
	}

	prefix := "orkey_0.1.0-test.1_" + here.os + "_" + here.arch
	names := unpack(t, files[0].content, dir, s.time)
	for _, name := range []string{"orkey", "README.md", "CHANGELOG.md", "LICENSE", "man/man1/orkey.1", "man/man1/orkey-login.1",
		"completions/orkey.bash", "completions/_orkey", "completions/orkey.fish", "completions/orkey.ps1"} {
		if !slices.Contains(names, prefix+"/"+name) {
			t.Errorf("%s holds %q, and no %s", files[0].name, names, name)
		}
	}
	said, err := command(t.Context(), dir, filepath.Join(dir, prefix, "orkey"), "version")
	if want := "orkey " + version + " (" + runtime.Version() + ", " + here.os + "/" + here.arch + ")"; err != nil || said != want {
		t.Errorf("it says %q, want %q (%v)", said, want, err)
	}
	if page, err := os.ReadFile(filepath.Join(dir, prefix, "man", "man1", "orkey.1")); err != nil || !strings.Contains(string(page), `"orkey `+version+`"`) {
		t.Errorf("the manual page is of another version (%v)", err)
	}

	npm := unpack(t, files[1].content, dir, s.time)
	want := []string{"LICENSE", "README.md", "orkey.css", "orkey.d.ts", "orkey.js", "orkey.languages.js", "orkey.min.js", "package.json"}
	for i := range want {
		want[i] = "package/" + want[i]
	}
	if slices.Sort(npm); files[1].name != "orkey-0.1.0-test.1.tgz" || !slices.Equal(npm, want) {
		t.Errorf("%s holds %q, want %q", files[1].name, npm, want)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "package", "package.json")); err != nil || !strings.Contains(string(text), `"version": "0.1.0-test.1"`) {
		t.Errorf("npm's package is of another version (%v):\n%s", err, text)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "package", "README.md")); err != nil || !strings.Contains(string(text), "](https://github.com/orkey-dev/orkey/blob/"+version+"/docs/server.md") {
		t.Errorf("the links of its README lead nowhere (%v)", err)
	}
	if out, err := command(t.Context(), dir, "npm", "pack", "--dry-run", "--offline", "./"+files[1].name); err != nil {
		t.Errorf("npm does not take it: %v %s", err, out)
	}
}

// unpack writes what is in a tarball, and returns the names.
func unpack(t *testing.T, content []byte, dir string, at time.Time) (names []string) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "" || !h.ModTime.Equal(at) {
			t.Errorf("%s tells who packed it, or when: %+v", h.Name, h)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err == nil {
			err = os.WriteFile(path, text, h.FileInfo().Mode())
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
	}
}

// Windows gets what it can open by itself.
func TestZip(t *testing.T) {
	t.Parallel()
	s := &source{version: "v1.2.3", time: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	f, err := s.archive(platform{"windows", "arm64"}, []file{{"orkey.exe", []byte("a program"), 0o755}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(f.content), int64(len(f.content)))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.File[0]; f.name != "orkey_1.2.3_windows_arm64.zip" || got.Name != "orkey_1.2.3_windows_arm64/orkey.exe" || !got.Modified.Equal(s.time) || got.Mode() != 0o755 {
		t.Errorf("%s holds %+v", f.name, got)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		if _, err := command(t.Context(), dir, "git", append([]string{"-c", "user.name=A", "-c", "user.email=a@app.example", "-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false"}, args...)...); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "--quiet")
	git("commit", "--quiet", "--allow-empty", "--message", "one")
	git("tag", "v0.1.0")
	git("tag", "--annotate", "--message", "two", "v0.1.1")
	refuses := func(version, want string) {
		t.Helper()
		if err := check(t.Context(), dir, version); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", version, err, want)
		}
	}
	for _, version := range []string{"", "0.1.0", "v0.1", "v2.0.0", "v0.1.0+meta", "v0.1.0;ls", "v01.0.0"} {
		refuses(version, "is no version to release")
	}
	for _, version := range []string{"v0.1.0", "v0.1.1", "v0.2.0", "v1.0.0-rc.1"} {
		refuses(version, "")
	}
	git("commit", "--quiet", "--allow-empty", "--message", "two")
	refuses("v0.1.0", "another commit")
	refuses("v0.1.1", "another commit")
	refuses("v0.2.0", "")
	if err := os.WriteFile(filepath.Join(dir, "new"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refuses("v0.2.0", "in no commit")
}
