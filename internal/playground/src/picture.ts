// A picture of the button, for when the button itself would be hidden.

import { $, $$ } from "./dom";
import type { Look } from "./looks";

const plain = ["default", "auto"]; // have no class

/** Draws a look, out of the button of the sheet that has its variant and size. */
export const picture = (look: Look, label: string): HTMLElement => {
  const cell = $(`[name="sheet"][value="${look.variant} ${look.size} light"] + .openrouter-button`);
  const copy = cell.cloneNode(true) as HTMLElement;
  const mark = $<SVGElement>("svg", copy);
  const states = [look.theme, look.logo === "none" && "none", look.loading && "loading", look.disabled && "disabled"];
  for (const state of states) if (state && !plain.includes(state)) copy.classList.add(`openrouter-${state}`);
  for (const text of $$(".openrouter-label", copy)) {
    text.textContent = label;
    text.lang = look.lang;
  }
  if (look.loading) mark.replaceWith($<HTMLTemplateElement>("#spinner").content.cloneNode(true));
  else if (look.logo === "none") mark.remove();
  else if (look.logo === "right") copy.append(mark);
  return copy;
};
