// Runs at the end of the page, before the first paint: whoever comes back from a
// sign-in is where they began it, and sees nothing move. It is in the page itself,
// as head.ts is.

import type { SignIn } from "./record";

try {
  const { place, callback }: SignIn = JSON.parse(sessionStorage.orkey_inspector);
  const heading = place && !callback && /[?&](code|error)=/.test(location.search) && document.getElementById(place.heading);
  if (heading && place.top !== undefined) scrollBy({ top: heading.getBoundingClientRect().top - place.top, behavior: "instant" });
  else if (heading) heading.closest("section")!.scrollIntoView({ behavior: "instant" });
} catch {} // no storage, or no sign-in in it
