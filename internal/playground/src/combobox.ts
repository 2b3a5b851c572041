// A field to choose one of many, by typing a part of its name:
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { $, $$, el } from "./dom";

/** What can be chosen. */
export interface Choice {
  id: string;
  name: string;
  /** What stands at the end of its line. */
  detail: string;
  /** The heading that it stands below; those of one group are together. */
  group: string;
}

export interface Combobox {
  /** Offers these. */
  offer(choices: Choice[]): void;
  /** Chooses one, without calling back. False if there is none of this id. */
  choose(id: string): boolean;
  /** What is chosen. */
  chosen(): Choice | undefined;
}

/** How far the Page keys go. */
const PAGE = 8;

/**
 * Makes a combobox of an input, with the box that opens below it. The box holds a [role=listbox] and a [role=status],
 * which says how many there are.
 * @param other what is made of text that is no name, if it can be chosen all the same
 * @param onChoose called when a person has chosen
 */
export const combobox = (
  input: HTMLInputElement,
  box: HTMLElement,
  other: (text: string) => Choice | undefined,
  onChoose: () => void,
): Combobox => {
  const list = $("[role=listbox]", box);
  const status = $("[role=status]", box);
  let all: Choice[] = [];
  let chosen: Choice | undefined;
  let shown: Choice[] = [];
  let active = -1;
  const options = (): HTMLElement[] => $$("[role=option]", list);
  const isOpen = (): boolean => !box.hidden;

  const activate = (index: number): void => {
    active = index;
    options().forEach((option, i) => option.classList.toggle("active", i === index));
    const option = options()[index];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const draw = (text: string): void => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    shown = all.filter(({ id, name, group }) => words.every((word) => `${id} ${name} ${group}`.toLowerCase().includes(word)));
    const extra = all.every(({ id }) => id !== text.trim()) && other(text.trim());
    if (extra) shown.push(extra);
    let index = 0;
    list.replaceChildren(
      ...[...Map.groupBy(shown, ({ group }) => group)].map(([group, choices]) =>
        el(
          "div",
          { role: "group", "aria-label": group },
          el("div", { className: "group", "aria-hidden": "true", textContent: group }),
          ...choices.map(({ id, name, detail }) =>
            el(
              "div",
              { role: "option", id: `${list.id}-${index++}`, className: "option", "aria-selected": id === chosen?.id },
              el("span", { className: "name", textContent: name }),
              el("span", { className: "detail", textContent: detail }),
              el("span", { className: "id", textContent: id }),
            ),
          ),
        ),
      ),
    );
    status.textContent = shown.length ? `${shown.length} model${shown.length > 1 ? "s" : ""}` : "No model matches";
    activate(text ? 0 : shown.findIndex(({ id }) => id === chosen?.id));
  };
  const open = (): void => {
    if (isOpen() || input.disabled) return;
    box.hidden = false;
    input.ariaExpanded = "true";
    input.select();
    draw("");
  };
  const close = (): void => {
    box.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
    input.value = chosen?.name ?? "";
  };
  const pick = (choice: Choice | undefined): void => {
    if (!choice) return;
    chosen = choice;
    close();
    onChoose();
  };

  input.onclick = open;
  input.oninput = () => {
    open();
    draw(input.value);
  };
  input.onblur = close;
  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) return open();
      const last = shown.length - 1;
      // By one step they go round, by a page they stop at the end.
      activate(Math.abs(step) === 1 ? (active + step + shown.length) % shown.length : Math.min(last, Math.max(0, active + step)));
    } else if (event.key === "Enter" && isOpen()) {
      event.preventDefault();
      pick(shown[active]);
    } else if (event.key === "Escape" && isOpen()) {
      event.stopPropagation(); // it means this list alone
      close();
    }
  };
  list.onpointerdown = (event) => event.preventDefault(); // the focus stays in the field
  list.onclick = (event) => {
    const option = (event.target as Element).closest<HTMLElement>("[role=option]");
    if (option) pick(shown[options().indexOf(option)]);
  };
  return {
    offer(choices) {
      all = choices;
      input.disabled = !choices.length;
      close();
    },
    choose(id) {
      const choice = all.find((choice) => choice.id === id);
      chosen = choice ?? chosen;
      if (!isOpen()) input.value = chosen?.name ?? "";
      return !!choice;
    },
    chosen: () => chosen,
  };
};
