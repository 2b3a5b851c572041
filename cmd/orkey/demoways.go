package main

import (
	"fmt"

	"github.com/orkey-dev/orkey/internal/playground"
)

// openWays opens the examples that the page links to, each at a port of its own,
// which is any free one. What is opened is closed with the sites.
func openWays(base string) (playground.Ways, []site, error) {
	var sites []site
	var origins [3]string
	for i := range origins {
		here, at, err := address{host: "localhost"}.listen()
		if err != nil {
			closeSites(sites)
			return playground.Ways{}, nil, fmt.Errorf("cannot listen for the examples: %w", err)
		}
		origins[i] = at.url()
		sites = append(sites, site{listeners: here})
	}
	ways := playground.Ways{Server: origins[0], Gateway: origins[1], App: origins[2]}
	handlers, err := ways.Handlers(base)
	if err != nil {
		closeSites(sites)
		return playground.Ways{}, nil, err
	}
	for i, origin := range origins {
		sites[i].handler = handlers[origin]
	}
	return ways, sites, nil
}

func closeSites(sites []site) {
	for _, s := range sites {
		s.listeners.close()
	}
}
