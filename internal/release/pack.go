package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// A platform is a system and a processor, as Go names them.
type platform struct{ os, arch string }

var platforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

func (p platform) program() string {
	if p.os == "windows" {
		return "orkey.exe"
	}
	return "orkey"
}

// pack returns an archive for each platform, and npm's package.
func (s *source) pack(ctx context.Context, platforms []platform) ([]file, error) {
	here := platform{runtime.GOOS, runtime.GOARCH}
	orkey := filepath.Join(s.work, here.program()) // that can be asked
	if err := s.build(ctx, here, orkey); err != nil {
		return nil, err
	}
	if said, err := command(ctx, s.work, orkey, "version"); err != nil || !strings.HasPrefix(said, "orkey "+s.version+" ") {
		return nil, fmt.Errorf("what was built says that it is %q (%v)", said, err)
	}
	common, err := s.common(ctx, orkey)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, p := range platforms {
		program := orkey
		if p != here {
			program = filepath.Join(s.work, p.os+"-"+p.arch)
			if err := s.build(ctx, p, program); err != nil {
				return nil, err
			}
		}
		content, err := os.ReadFile(program)
		if err != nil {
			return nil, err
		}
		f, err := s.archive(p, append([]file{{p.program(), content, 0o755}}, common...))
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	npm, err := s.npm(ctx, orkey)
	return append(files, npm), err
}

// build builds the command.
func (s *source) build(ctx context.Context, p platform, to string) error {
	_, err := command(ctx, s.dir, "env", "GOOS="+p.os, "GOARCH="+p.arch, "go", "build", "-buildvcs=true", "-trimpath", "-ldflags", "-s -w", "-o", to, "./cmd/orkey")
	return err
}

// common are the files that every archive has beside the program.
func (s *source) common(ctx context.Context, orkey string) ([]file, error) {
	var files []file
	for _, name := range []string{"README.md", "CHANGELOG.md", "LICENSE"} {
		content, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, content, 0o644})
	}
	man := filepath.Join(s.work, "man")
	if _, err := command(ctx, s.dir, "go", "test", "-buildvcs=true", "-trimpath", "-vet=off", "./cmd/orkey", "-run", "^TestManPages$", "-count=1", "-man", man); err != nil {
		return nil, err
	}
	pages, err := folder(man)
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		page.name = path.Join("man", "man1", page.name)
		files = append(files, page)
	}
	for _, c := range []struct{ shell, name string }{{"bash", "orkey.bash"}, {"zsh", "_orkey"}, {"fish", "orkey.fish"}, {"powershell", "orkey.ps1"}} {
		script, err := command(ctx, s.work, orkey, "completion", c.shell)
		if err != nil {
			return nil, err
		}
		files = append(files, file{path.Join("completions", c.name), []byte(script + "\n"), 0o644})
	}
	return files, nil
}

// npm is what npm pack would make of the folder that orkey eject writes, with the
// page about it as its README.
func (s *source) npm(ctx context.Context, orkey string) (file, error) {
	dir := filepath.Join(s.work, "npm")
	if _, err := command(ctx, s.work, orkey, "eject", dir); err != nil {
		return file{}, err
	}
	if err := os.Remove(filepath.Join(dir, "index.html")); err != nil {
		return file{}, err
	}
	files, err := folder(dir)
	if err != nil {
		return file{}, err
	}
	license, err := os.ReadFile(filepath.Join(s.dir, "LICENSE"))
	if err != nil {
		return file{}, err
	}
	page, err := os.ReadFile(filepath.Join(s.dir, "docs", "browser.md"))
	if err != nil {
		return file{}, err
	}
	files = append(files, file{"LICENSE", license, 0o644}, file{"README.md", s.absolute("docs", page), 0o644})
	content, err := tarball("package", s.time, files)
	return file{"orkey-" + strings.TrimPrefix(s.version, "v") + ".tgz", content, 0o644}, err
}

var linkPattern = regexp.MustCompile(`\]\(([^:)]+)\)`)

// absolute makes links to files of the repository lead there from anywhere.
func (s *source) absolute(dir string, page []byte) []byte {
	return linkPattern.ReplaceAllFunc(page, func(link []byte) []byte {
		target := linkPattern.FindSubmatch(link)[1]
		return fmt.Appendf(nil, "](https://github.com/orkey-dev/orkey/blob/%s/%s)", s.version, path.Join(dir, string(target)))
	})
}
