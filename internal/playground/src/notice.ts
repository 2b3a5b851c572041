// What stands in a box that says what happened.

import { el } from "./dom";

export interface Note {
  text: string;
  /** Nothing is wrong. */
  calm?: boolean;
  /** Where it can be put right. */
  link?: { href: string; text: string } | undefined;
  /** Adds a button to sign in. */
  again?: boolean | undefined;
  /** Adds a button of class retry, for whoever shows the note to listen to. */
  retry?: boolean | undefined;
  /** Adds a button of class other, which says this, likewise. */
  other?: string;
}

/** Fills a box, or empties it. */
export const fill = (box: HTMLElement, note?: Note): void => {
  box.replaceChildren();
  if (!note) return;
  box.append(note.text);
  if (note.link) box.append(" ", el("a", { href: note.link.href, textContent: note.link.text, target: "_blank", rel: "noopener" }));
  if (note.again) box.append(" ", el("button", { type: "button", className: "again", textContent: "Sign in again" }));
  if (note.retry) box.append(" ", el("button", { type: "button", className: "retry", textContent: "Try again" }));
  if (note.other) box.append(" ", el("button", { type: "button", className: "other", textContent: note.other }));
};
