package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// A certificate is read from files, and again when they change.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger // nil until there is one

	mu      sync.Mutex
	current *tls.Certificate
	read    [2]time.Time // when the files were changed that are current
	checked time.Time
}

// loadCertificate reads a certificate with its chain, and its key, both in PEM.
func loadCertificate(certFile, keyFile string) (*certificate, error) {
	if certFile == "" && keyFile == "" {
		return nil, nil
	}
	if certFile == "" || keyFile == "" {
		return nil, errors.New("--tls-cert and --tls-key go together; give both")
	}
	c := &certificate{certFile: certFile, keyFile: keyFile}
	return c, c.reload()
}

// reload reads the files. Where that fails, the certificate stays.
func (c *certificate) reload() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reloadLocked()
}

func (c *certificate) reloadLocked() error {
	changed := c.changed()
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("--tls-cert, --tls-key: %w", err)
	}
	c.current, c.read = &pair, changed
	return nil
}

// expires is when the certificate does.
func (c *certificate) expires() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current.Leaf.NotAfter
}

func (c *certificate) changed() (at [2]time.Time) {
	for i, file := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(file); err == nil {
			at[i] = info.ModTime()
		}
	}
	return at
}

// get is for GetCertificate of a tls.Config. At most once a second it looks whether
// the files have changed. While one of them is there and the other not yet, the two
// don't fit and the certificate stays.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.checked) > time.Second {
		c.checked = now
		if c.changed() != c.read {
			if err := c.reloadLocked(); err != nil {
				c.log.Error("the certificate stays as it was", "error", err)
			} else {
				c.log.Info("certificate read again", "file", c.certFile, "expires", c.current.Leaf.NotAfter.Format(time.RFC3339))
			}
		}
	}
	return c.current, nil
}
