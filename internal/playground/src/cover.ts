// Secrets on the screen. Covered, a secret is not in the document: there are as many
// dots instead, so that nothing moves when it comes. It is there as long as somebody
// holds a button.

import { $$, el } from "./dom";
import { whileHeld } from "./hold";

const values = new WeakMap<Element, string>();

/** Shows a secret, covered. */
export const covered = (value: string): HTMLElement => {
  const element = el("span", { className: "covered" });
  values.set(element, value);
  cover(element);
  return element;
};

const cover = (element: Element): void => {
  const dots = "•".repeat(values.get(element)?.length ?? 0);
  element.replaceChildren(el("span", { "aria-hidden": "true", textContent: dots }), el("span", { className: "unseen", textContent: "covered" }));
};

/** Makes a button show the secrets in an element while it is held, by pointer or key. */
export const holdToShow = (button: HTMLElement, within: () => HTMLElement): void => {
  let shown: HTMLElement[] = [];
  whileHeld(button, (held) => {
    shown.forEach(cover);
    shown = held ? $$(".covered", within()) : [];
    for (const element of shown) element.textContent = values.get(element) ?? "";
  });
};
