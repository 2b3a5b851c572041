package main

import (
	"errors"
	"strconv"
	"strings"
)

// size is a flag that takes a number of bytes: 65536, 64KiB, 10MB. Zero means that
// there is none.
type size int64

// units are in the order in which they are tried: none is the end of one after it.
var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"GB", 1e9}, {"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"kB", 1e3}, {"KB", 1e3}, {"B", 1}, {"", 1}}

// maxSizeValue keeps products below the largest int64.
const maxSizeValue = 1 << 30

func (s *size) Set(text string) error {
	for _, unit := range units {
		if digits, ok := strings.CutSuffix(text, unit.name); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
			if err != nil || n <= 0 || unit.bytes > 1 && n > maxSizeValue {
				break
			}
			*s = size(n * unit.bytes)
			return nil
		}
	}
	return errors.New("give a number of bytes above 0, as in 65536, 64KiB or 10MB")
}

func (s *size) String() string {
	if *s == 0 {
		return ""
	}
	unit := units[0]
	for _, unit = range units {
		if int64(*s)%unit.bytes == 0 {
			break
		}
	}
	return strconv.FormatInt(int64(*s)/unit.bytes, 10) + unit.name
}

func (s *size) Type() string { return "size" }
