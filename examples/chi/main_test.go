package main

import (
	"testing"

	"github.com/orkey-dev/orkey/examples/internal/sitetest"
)

func TestRooms(t *testing.T) { sitetest.Rooms(t, newRouter) }
