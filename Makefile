# make test   sets up what tests need, checks, and runs everything (under five minutes)
# make fuzz   every fuzz target for FUZZTIME each
# make bench  the benchmarks, each beside its floor or peer in the same run; how orkey
#             proxy compares, and with its goals, comes last
# make soak   the long runs: orkey proxy strained for SOAK, what it uses printed ten times,
#             which must not grow; a million sign-ins through the emulator, memory printed
# make pictures  the README's pictures, drawn in Chromium
# make build  the command, in bin/
# make man    its manual pages, in man/
# make release VERSION=v0.1.0  binaries, npm's package and checksums of the commit, in dist/

FUZZTIME ?= 60s
SOAK ?= 10m

.PHONY: test setup check fuzz bench soak pictures build man release generate

# -count=1: tests that build the command do not see in Go's cache that it changed.
# -vet=off: scripts/check has it all vetted. The longest come first, so that the
# others run beside them.
test: setup check
	go test -race -count=1 -vet=off -timeout 10m ./e2e ./cmd/orkey ./...
	cd examples && go test -count=1 -vet=off $$(go list ./... | grep -v /cluster$$) && go test -race -count=1 -vet=off ./cluster

setup:
	@scripts/setup

check: setup
	@scripts/check

fuzz:
	@scripts/fuzz $(FUZZTIME)

bench:
	go test -run '^$$' -bench . $$(go list ./... | grep -v /bench$$)
	cd bench/peers && go test -run '^$$' -bench .
	go test -run '^$$' -bench . ./bench

soak:
	go test ./bench -run '^TestSoak$$' -count 1 -v -timeout 0 -soak $(SOAK)
	go test -run '^$$' -bench Memory -benchtime 1000000x ./orkeytest

pictures:
	go run ./button/internal/sheet -o docs/button.png
	go test ./e2e -run '^TestPictures$$' -count 1 -pictures $(CURDIR)/docs

build:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/orkey ./cmd/orkey

man:
	go test ./cmd/orkey -run '^TestManPages$$' -count 1 -man $(CURDIR)/man

release:
	rm -rf dist
	go run ./internal/release -version '$(VERSION)' -out dist

generate:
	go generate ./...
