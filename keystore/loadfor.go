package keystore

import (
	"context"

	"github.com/orkey-dev/orkey"
)

// LoadFor is store.Load for a program whose base URL can change: it returns only
// a key that was made where client sends it. Another's entry stays as it is, and
// the error matches [ErrElsewhere]. A nil client is of [orkey.DefaultBaseURL].
func LoadFor(ctx context.Context, store Store, profile string, client *orkey.Client) (Entry, error) {
	entry, err := store.Load(ctx, profile)
	if err != nil {
		return Entry{}, err
	}
	if client == nil {
		client = &orkey.Client{}
	}
	there, err := client.APIURL()
	if err != nil {
		return Entry{}, err
	}
	at := *client
	at.BaseURL = entry.BaseURL
	if made, err := at.APIURL(); err != nil || made != there {
		return Entry{}, elsewhere(entry.BaseURL, there)
	}
	return entry, nil
}
