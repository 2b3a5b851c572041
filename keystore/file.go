package keystore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxFile bounds what is read of the file, in bytes: room for thousands of
// profiles.
const maxFile = 1 << 20

// File is a Store in one file that only its owner can read: mode 0600, in a
// directory that only its owner can write. It refuses a file or directory that
// is anything else, and does not follow a symbolic link in place of the file.
//
// A Save is seen whole or not at all, also after a crash or kill -9, and by
// programs that read meanwhile. Programs that write at once take turns, by a
// lock on the file PATH.lock, which stays.
//
// On Windows the file is as private as the directory it is made in; the person's
// own configuration directory is.
type File struct {
	dir, name string
	patience  time.Duration // with another program that writes

	// step is called before each step of a write, by tests.
	step func(name string) error
}

// DefaultPath returns where a program keeps its keys: keys.json in the
// directory app below the person's configuration directory, such as
// ~/.config/app/keys.json.
func DefaultPath(app string) (string, error) {
	if app == "" || filepath.Base(app) != app || app == "." || app == ".." {
		return "", fmt.Errorf("keystore: %q is no name for a directory", app)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("keystore: there is no directory to keep keys in: %w", err)
	}
	return filepath.Join(dir, app, "keys.json"), nil
}

// NewFile returns the store in the file at path, which must be absolute. Neither
// it nor its directory has to be there yet.
func NewFile(path string) (*File, error) {
	if !filepath.IsAbs(path) || filepath.Clean(path) != path || filepath.Dir(path) == path {
		return nil, fmt.Errorf("keystore: %q is not the absolute path of a file", path)
	}
	dir, name := filepath.Split(path)
	return &File{dir: filepath.Clean(dir), name: name, patience: lockPatience}, nil
}

// String returns the path of the file.
func (f *File) String() string { return filepath.Join(f.dir, f.name) }

// Load implements [Store].
func (f *File) Load(ctx context.Context, profile string) (Entry, error) {
	profile, err := checkProfile(profile)
	if err != nil {
		return Entry{}, err
	}
	doc, _, err := f.load()
	if err != nil {
		return Entry{}, err
	}
	text, ok := doc.Profiles[profile]
	if !ok {
		return Entry{}, notFound(profile)
	}
	entry, err := decodeEntry(text)
	if err != nil {
		return Entry{}, explain(fmt.Sprintf("keystore: the entry of profile %q in %s is damaged; sign in again", profile, f), err)
	}
	entry.From = f.String()
	return entry, nil
}

// Save implements [Store]. It makes the directory if need be.
func (f *File) Save(ctx context.Context, profile string, entry Entry) error {
	profile, err := checkProfile(profile)
	if err != nil {
		return err
	}
	text, err := encodeEntry(entry)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return f.cannot("make a directory for", err)
	}
	return f.change(ctx, func(doc document) { doc.Profiles[profile] = text })
}

// Delete implements [Store]. The last entry takes the file along.
func (f *File) Delete(ctx context.Context, profile string) error {
	profile, err := checkProfile(profile)
	if err != nil {
		return err
	}
	doc, leftover, err := f.load()
	if err != nil {
		return err
	}
	// Forgetting what is not there must not need a directory that can be written.
	if _, ok := doc.Profiles[profile]; !ok && !leftover {
		return nil
	}
	return f.change(ctx, func(doc document) { delete(doc.Profiles, profile) })
}

// load reads the file; one that isn't there is empty. It also tells whether a
// write that was killed left something behind.
func (f *File) load() (doc document, leftover bool, err error) {
	dir, err := f.openDir()
	if errors.Is(err, fs.ErrNotExist) {
		return document{}, false, nil
	} else if err != nil {
		return document{}, false, err
	}
	defer dir.Close()
	doc, err = f.read(dir)
	_, missing := dir.Lstat(f.temporary())
	return doc, missing == nil, err
}

// openDir opens the directory and checks that nobody else can change what is in
// it. All that follows is relative to what was opened and checked.
func (f *File) openDir() (*os.Root, error) {
	dir, err := os.OpenRoot(f.dir)
	if err != nil {
		return nil, f.cannot("read", err)
	}
	info, err := dir.Stat(".")
	if err == nil {
		err = checkOwner(f.dir, info)
	}
	if err == nil && othersCan(info, 0o022) {
		err = unsafeFile("others can write to the directory %s (mode %v); run chmod 700 on it", f.dir, info.Mode())
	}
	if err != nil {
		dir.Close()
		return nil, err
	}
	return dir, nil
}

// read reads the file in an opened directory.
func (f *File) read(dir *os.Root) (document, error) {
	text, err := f.readText(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return document{Version: version, Profiles: map[string]json.RawMessage{}}, nil
	} else if err != nil {
		return document{}, err
	}
	doc, err := parseDocument(text)
	switch {
	case errors.Is(err, errVersion):
		err = explain(fmt.Sprintf("keystore: %s is of a later version of this program; use that, or move the file away and sign in again", f), ErrDamaged)
	case err != nil:
		err = explain(fmt.Sprintf("keystore: %s is damaged; move it away and sign in again", f), err)
	}
	return doc, err
}

func (f *File) readText(dir *os.Root) ([]byte, error) {
	// Looking before opening: opening a pipe would wait, and a link would lead
	// away.
	before, err := dir.Lstat(f.name)
	if err != nil {
		return nil, f.cannot("read", err)
	}
	switch {
	case before.Mode()&fs.ModeSymlink != 0:
		return nil, unsafeFile("%s is a symbolic link; put the file itself there", f)
	case !before.Mode().IsRegular():
		return nil, unsafeFile("%s is not a file", f)
	}
	file, err := dir.Open(f.name)
	if err != nil {
		return nil, f.cannot("read", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, f.cannot("read", err)
	}
	if err := checkOwner(f.String(), info); err != nil {
		return nil, err
	}
	if othersCan(info, 0o077) {
		return nil, unsafeFile("others can read %s (mode %v); run chmod 600 on it, and if they may have, delete its keys at OpenRouter", f, info.Mode())
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, f.cannot("read", err)
	}
	if len(text) > maxFile {
		return nil, explain(fmt.Sprintf("keystore: %s is too large to be ours; move it away and sign in again", f), ErrDamaged)
	}
	return text, nil
}

// cannot says what could not be done with the file, and why.
func (f *File) cannot(do string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // the path is said already
	}
	return fmt.Errorf("keystore: can't %s %s: %w", do, f, err)
}
