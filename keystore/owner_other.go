//go:build !unix

package keystore

import "io/fs"

// checkOwner has nothing to go by: see File.
func checkOwner(string, fs.FileInfo) error { return nil }

// othersCan has nothing to go by: the mode is made up from one attribute.
func othersCan(fs.FileInfo, fs.FileMode) bool { return false }
