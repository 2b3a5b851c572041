// One note at the edge of the window, wherever on the page somebody is.

import { $, el, icon } from "./dom";
import { fill, type Note } from "./notice";

/** Shows a note until it is closed or another comes; none takes it away. */
export const toast = (note?: Note): void => {
  const host = $("#toast");
  host.replaceChildren();
  if (!note) return;
  const text = el("p", { className: note.calm ? "notice calm" : "notice" });
  fill(text, note);
  text.append(el("button", { type: "button", className: "close", "aria-label": "Close", onclick: () => toast() }, icon("close")));
  host.append(text);
};
