package keystore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockPatience is how long to wait for another program that writes.
	lockPatience = 5 * time.Second

	// lockPause is the pause between two tries to get the lock.
	lockPause = 10 * time.Millisecond
)

// change reads, changes and replaces the file, while nobody else does.
func (f *File) change(ctx context.Context, change func(document)) error {
	dir, err := f.openDir()
	if err != nil {
		return err
	}
	defer dir.Close()
	unlock, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	doc, err := f.read(dir)
	if err != nil {
		return err
	}
	change(doc)
	// What a write that was killed left holds a key.
	if err := dir.Remove(f.temporary()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.cannot("write", err)
	}
	if len(doc.Profiles) > 0 {
		err = f.replace(dir, doc)
	} else if err = dir.Remove(f.name); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return f.cannot("write", err)
	}
	f.flushDir(dir)
	return nil
}

// temporary is the name of the file that is written before it takes the name of
// the other. One will do: whoever writes has the lock.
func (f *File) temporary() string { return f.name + ".new" }

// lock keeps other programs from writing until unlock is called, or this process
// ends in whatever way. The lock file is never removed: whoever waits for it
// would hold a lock that nobody else sees.
func (f *File) lock(ctx context.Context) (unlock func(), err error) {
	lock := flock.New(filepath.Join(f.dir, f.name+".lock"), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	patience, cancel := context.WithTimeout(ctx, f.patience)
	defer cancel()
	_, err = lock.TryLockContext(patience, lockPause)
	switch {
	case err == nil:
		return func() { lock.Close() }, nil
	case ctx.Err() != nil:
		return nil, f.cannot("write", ctx.Err())
	case patience.Err() != nil:
		return nil, explain(fmt.Sprintf("keystore: another program is writing %s; try again in a moment", f), ErrBusy)
	}
	return nil, f.cannot("lock", err)
}

// replace puts a new file in the place of the old one, in one step. Whenever it
// is killed, one of them is there, whole.
func (f *File) replace(dir *os.Root, doc document) (err error) {
	text, err := doc.encode()
	if err != nil {
		return err
	}
	if err := f.at("create"); err != nil {
		return err
	}
	file, err := dir.OpenFile(f.temporary(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			dir.Remove(f.temporary())
		}
	}()
	if err := f.fill(file, text); err != nil {
		return err
	}
	if err := f.at("rename"); err != nil {
		return err
	}
	return dir.Rename(f.temporary(), f.name)
}

// fill writes the new file, down to the disk, and closes it. A rename may come
// to the disk before what was written: without Sync a crash of the machine could
// leave an empty file under the final name.
func (f *File) fill(file *os.File, text []byte) error {
	info, err := file.Stat()
	if err == nil && othersCan(info, 0o077) {
		err = explain("the file system keeps no file private; use another directory", ErrUnsafe)
	}
	if err == nil {
		err = f.at("write")
	}
	if err == nil {
		_, err = file.Write(text)
	}
	if err == nil {
		err = f.at("sync")
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// flushDir makes the new name outlast a crash of the machine. Not all file
// systems can, and the file is in its place already, so an error is none.
func (f *File) flushDir(dir *os.Root) {
	if f.at("sync directory") != nil {
		return
	}
	if d, err := dir.Open("."); err == nil {
		d.Sync()
		d.Close()
	}
}

// at lets a test come in between two steps.
func (f *File) at(step string) error {
	if f.step == nil {
		return nil
	}
	return f.step(step)
}
