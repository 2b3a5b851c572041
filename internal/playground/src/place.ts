// Where somebody is on the page, for them to come back to after the way to
// OpenRouter and back: the record of the sign-in keeps it, and foot.ts goes there.

/** A place on the page, told from a heading: what is above may be higher by then, or lower. */
export interface Place {
  /** The id of the section's heading. */
  heading: string;
  /** How far down the window that is, in pixels; undefined for the start of the section. */
  top?: number;
}

/** Where somebody is now: in the section that has the focus, or else the one that the upper part of the window shows. */
export const placeNow = (): Place => {
  const sections = [...document.querySelectorAll("section")];
  const seen = sections.findLast((section) => section.getBoundingClientRect().top <= innerHeight * 0.3);
  const heading = (document.activeElement?.closest("section") ?? seen ?? sections[0]!).getAttribute("aria-labelledby")!;
  return { heading, top: document.getElementById(heading)!.getBoundingClientRect().top };
};
