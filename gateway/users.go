package gateway

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Users are the people who may come in, for Allow of [web.Config]:
//
//	users, err := gateway.NewUsers("user_2yZT0tVqkUvKpTKjdrJZkBfCfdg", "/etc/orkey/users")
//	…
//	cfg.SignIn.Allow = users.Allow
//
// Files are read again when they change. Its methods may be used by any number of
// goroutines.
type Users struct {
	// Log is told of files that can't be read again; the people who were in them
	// then stay. Default [slog.Default]. It must not be changed later.
	Log *slog.Logger

	ids     map[string]bool // given themselves
	files   []*usersFile
	checked atomic.Int64 // when, in Unix nanoseconds
	reading sync.Mutex
}

type usersFile struct {
	path string
	info os.FileInfo // as it was when it was read
	ids  atomic.Pointer[map[string]bool]
}

// NewUsers returns the users of a list of ids, as in user_…, and paths of files
// with one id a line, where # begins a comment. The error says everything that is
// wrong with the list. A list of nobody is an error, as is an id that can't be
// one: whoever wrote it would be kept out, or be let in, without a word.
func NewUsers(list ...string) (*Users, error) {
	u := &Users{ids: map[string]bool{}}
	var problems []error
	for _, entry := range list {
		switch {
		case isUserID(entry):
			u.ids[entry] = true
		case strings.ContainsAny(entry, "/\\."):
			f := &usersFile{path: entry}
			if err := f.read(); err != nil {
				problems = append(problems, err)
			}
			u.files = append(u.files, f)
		default:
			problems = append(problems, fmt.Errorf("gateway: %q is no user id, which looks like user_2yZT0tVqkUvKpTKjdrJZkBfCfdg, and no path of a file, such as ./users", entry))
		}
	}
	if len(list) == 0 {
		problems = append(problems, errors.New("gateway: a list of nobody would let nobody in"))
	}
	u.checked.Store(time.Now().UnixNano())
	return u, errors.Join(problems...)
}

// isUserID reports whether s can be an id of OpenRouter's.
func isUserID(s string) bool {
	id, ok := strings.CutPrefix(s, "user_")
	return ok && id != "" && len(s) <= 128 && !strings.ContainsFunc(id, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-')
	})
}

// Allow reports whether a user may come in. At most once a second it looks
// whether a file has changed.
func (u *Users) Allow(userID string) bool {
	now := time.Now().UnixNano()
	if last := u.checked.Load(); len(u.files) > 0 && now-last > int64(time.Second) && u.checked.CompareAndSwap(last, now) {
		if err := u.Reload(); err != nil {
			log := u.Log
			if log == nil {
				log = slog.Default()
			}
			log.Error("gateway: the list of users stays as it was", "error", err)
		}
	}
	if u.ids[userID] {
		return true
	}
	for _, f := range u.files {
		if ids := f.ids.Load(); ids != nil && (*ids)[userID] {
			return true
		}
	}
	return false
}

// Reload reads files again that have changed. Of one that can't be read, or names
// nobody, which is how a file looks that is being written, the people stay.
func (u *Users) Reload() error {
	u.reading.Lock()
	defer u.reading.Unlock()
	var problems []error
	for _, f := range u.files {
		info, err := os.Stat(f.path)
		if err == nil && f.info != nil && os.SameFile(info, f.info) && info.ModTime().Equal(f.info.ModTime()) && info.Size() == f.info.Size() {
			continue
		}
		if err := f.read(); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func (f *usersFile) read() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return fmt.Errorf("gateway: the list of users can't be read: %w", err)
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return fmt.Errorf("gateway: the list of users can't be read: %w", err)
	}
	ids, err := parseUsers(text)
	if err != nil {
		return fmt.Errorf("gateway: %s: %w", f.path, err)
	}
	f.info = info
	f.ids.Store(&ids)
	return nil
}

// parseUsers reads a file of users.
func parseUsers(text []byte) (map[string]bool, error) {
	ids := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		switch line = strings.TrimSpace(line); {
		case line == "":
		case isUserID(line):
			ids[line] = true
		default:
			return nil, fmt.Errorf("line %d is no user id, which looks like user_2yZT0tVqkUvKpTKjdrJZkBfCfdg", n)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, errors.New("names nobody, so nobody could come in")
	}
	return ids, nil
}
