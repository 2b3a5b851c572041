package main

import (
	"encoding/json"
	"testing"
)

// The package has the version of the command that wrote it, where it has one.
func TestEjectedVersion(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3",
		"v0.0.0-20261123160906-7cb16e82c603+dirty": "0.0.0-20261123160906-7cb16e82c603+dirty",
		"(devel)": "0.0.0",
		"unknown": "0.0.0",
	} {
		files, err := ejected(version)
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Name, Version string }
		if err := json.Unmarshal(files["package.json"], &got); err != nil || got.Name != "orkey" || got.Version != want {
			t.Errorf("%s: %+v, %v", version, got, err)
		}
	}
}
