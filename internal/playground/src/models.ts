// The choice of a model.

import { get } from "./api";
import { $, el } from "./dom";
import { base } from "./orkey";

const select = $<HTMLSelectElement>("#model");

interface Model {
  id: string;
  name: string;
}

/** What to begin with: the first of these that is there. */
const usual = ["emulator/echo", "openrouter/auto"];

/** How an emulator calls the models that are its own. */
const groups = [
  { label: "Emulator", prefix: "Emulator: " },
  { label: "Emulator’s faults", prefix: "Emulator fault: " },
];

/** The chosen model's id, or "" before any is known. */
export const chosenModel = (): string => (select.disabled ? "" : select.value);

/** Chooses a model, if there is one of this id. */
export const chooseModel = (id: string | undefined): void => {
  if (id && [...select.options].some((option) => option.value === id)) select.value = id;
};

/** Asks which models there are, unless they are there already. Rejects with a Problem. */
export const loadModels = async (): Promise<void> => {
  if (!select.disabled) return;
  const models = await get<Partial<Model>[]>(`${base}/api/v1/models`);
  const named = models.map(({ id = "", name = id }) => ({ id, name }));
  named.sort((a, b) => a.name.localeCompare(b.name));
  const others = named.filter(({ name }) => !groups.some(({ prefix }) => name.startsWith(prefix)));
  const own = groups.map(({ label, prefix }) => group(label, named.filter(({ name }) => name.startsWith(prefix)), prefix.length));
  const alone = others.length === named.length;
  select.replaceChildren(
    ...(alone ? others.map(option) : [group("Models", others), ...own].filter((group) => group.childElementCount)),
  );
  select.selectedIndex = 0;
  chooseModel(usual.find((id) => named.some((model) => model.id === id)));
  select.disabled = false;
};

const option = ({ id, name }: Model): HTMLOptionElement => new Option(name, id);

/** Makes a group of options, without the part of their names that the group says. */
const group = (label: string, models: Model[], said = 0): HTMLOptGroupElement =>
  el("optgroup", { label }, ...models.map(({ id, name }) => option({ id, name: name.slice(said) })));
