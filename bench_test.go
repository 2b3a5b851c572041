package orkey_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"testing"

	"github.com/orkey-dev/orkey"
)

// The floor is what no sign-in can do without: 32 and 16 random octets, one
// SHA-256 and their base64.
func BenchmarkBegin(b *testing.B) {
	var floor float64
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var octets [48]byte
			rand.Read(octets[:])
			verifier := base64.RawURLEncoding.EncodeToString(octets[:32])
			sum := sha256.Sum256([]byte(verifier))
			_ = base64.RawURLEncoding.EncodeToString(sum[:]) + base64.RawURLEncoding.EncodeToString(octets[32:])
		}
		floor = float64(b.Elapsed()) / float64(b.N)
	})
	b.Run("orkey", func(b *testing.B) {
		b.ReportAllocs()
		client, req := &orkey.Client{}, orkey.Request{CallbackURL: "https://app.example/auth/callback"}
		for b.Loop() {
			if _, _, err := client.Begin(req); err != nil {
				b.Fatal(err)
			}
		}
		if floor > 0 {
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)/floor, "×floor")
		}
	})
}
