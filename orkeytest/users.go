package orkeytest

import "fmt"

// A User is a person who can sign in at the emulator.
type User struct {
	// ID is what the exchange tells as user_id, and what names the user everywhere else. OpenRouter's begin with "user_".
	ID string `json:"id"`

	// Name is what the consent page calls them. Default: the ID.
	Name string `json:"name"`

	// Credits is what they have bought, in USD. With none left only free models answer them.
	Credits float64 `json:"credits"`

	// HideID makes the exchange tell null instead of their ID, as it does for some real accounts.
	HideID bool `json:"hide_id"`
}

// readyMadeUsers are those of a Config without any.
func readyMadeUsers() []User {
	return []User{
		{ID: "user_facadeAda0000000000000000", Name: "Ada", Credits: 100},
		{ID: "user_facadeBen0000000000000000", Name: "Ben"},
		{ID: "user_facadeCyd0000000000000000", Name: "Cyd", Credits: 5, HideID: true},
	}
}

// checkUsers fills in names and reports every problem.
func checkUsers(users []User) (problems []error) {
	seen := map[string]bool{}
	for i := range users {
		u := &users[i]
		switch {
		case u.ID == "":
			problems = append(problems, fmt.Errorf("orkeytest: config: user %d has no ID", i))
		case seen[u.ID]:
			problems = append(problems, fmt.Errorf("orkeytest: config: user ID %q is there twice", u.ID))
		case !validAmount(u.Credits):
			problems = append(problems, fmt.Errorf("orkeytest: config: user %q: Credits must be an amount of US dollars", u.ID))
		}
		seen[u.ID] = true
		if u.Name == "" {
			u.Name = u.ID
		}
	}
	return problems
}

// user finds a user by ID; an empty ID means the one who is signed in, the first.
func (c *Config) user(id string) (*User, bool) {
	if id == "" {
		return &c.Users[0], true
	}
	for i := range c.Users {
		if c.Users[i].ID == id {
			return &c.Users[i], true
		}
	}
	return nil, false
}

// note says what is special about the user, for the consent page.
func (u *User) note() string {
	switch {
	case u.HideID:
		return "user id not told"
	case u.Credits == 0:
		return "no credits"
	}
	return ""
}
