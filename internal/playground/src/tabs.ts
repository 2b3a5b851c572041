// Tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/

import { el } from "./dom";

export interface Tab {
  id: string;
  label: string;
}

/** A row of tabs that all show in one panel. */
export interface Tabs {
  list: HTMLElement;
  /** Shows a tab as chosen, without calling back. */
  choose(id: string): void;
}

let made = 0;

/**
 * Makes the row. Arrow keys, Home and End move and choose; Tab goes on to the panel.
 * @param panel what the tabs show something in; it becomes their tabpanel
 * @param onChoose called when a person chooses
 */
export const tabs = (label: string, all: Tab[], panel: HTMLElement, onChoose: (id: string) => void): Tabs => {
  const prefix = `tabs-${++made}`;
  const list = el("div", { className: "tabs", role: "tablist", "aria-label": label });
  const buttons = all.map((tab) =>
    el("button", {
      type: "button",
      id: `${prefix}-${tab.id}`,
      role: "tab",
      value: tab.id,
      textContent: tab.label,
      onclick: () => pick(tab.id),
    }),
  );
  panel.id ||= `${prefix}-panel`;
  panel.role = "tabpanel";
  for (const button of buttons) button.setAttribute("aria-controls", panel.id);

  const choose = (id: string): void => {
    for (const button of buttons) {
      const chosen = button.value === id;
      button.ariaSelected = `${chosen}`;
      button.tabIndex = chosen ? 0 : -1;
      if (!chosen) continue;
      panel.setAttribute("aria-labelledby", button.id);
      // Within the row alone: the page stays where it is.
      const { offsetLeft, offsetWidth } = button;
      if (offsetLeft < list.scrollLeft || offsetLeft + offsetWidth > list.scrollLeft + list.clientWidth)
        list.scrollLeft = offsetLeft - (list.clientWidth - offsetWidth) / 2;
    }
  };
  const pick = (id: string): void => {
    choose(id);
    onChoose(id);
  };
  list.onkeydown = (event) => {
    const at = buttons.findIndex((button) => button.ariaSelected === "true");
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    const button = to !== undefined && buttons.at(to % buttons.length);
    if (!button) return;
    event.preventDefault();
    button.focus();
    pick(button.value);
  };
  list.append(...buttons);
  choose(all[0]?.id ?? "");
  return { list, choose };
};
