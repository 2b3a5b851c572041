// The choice of a model.

import { get } from "./api";
import { type Choice, combobox } from "./combobox";
import { $ } from "./dom";
import { base } from "./orkey";

/** What OpenRouter tells of a model, of which the page takes nothing for granted: GET /api/v1/models. */
interface Model {
  id?: string;
  name?: string;
  /** Dollars for a token, as decimal text; below zero where it depends. */
  pricing?: { prompt?: string; completion?: string };
}

/** What to begin with: the first of these that is there. */
const usual = ["emulator/echo", "openrouter/auto"];

/** How an emulator calls the models that are its own; they come first. */
const own = { group: "Emulator", prefix: "Emulator: " };
const faults = { group: "Emulator’s faults", prefix: "Emulator fault: " };
const groups = [own, faults];

const dear = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4 });

/** What a million tokens cost: "$0.15 · $0.60". */
const price = ({ prompt, completion }: NonNullable<Model["pricing"]> = {}): string => {
  const both = [Number(prompt), Number(completion)];
  if (both.some(Number.isNaN)) return "";
  if (both.some((amount) => amount < 0)) return "varies";
  return both.some(Boolean) ? both.map((amount) => dear.format(amount * 1e6)).join(" · ") : "free";
};

const choiceOf = ({ id = "", name = id, pricing }: Model): Choice => {
  const known = groups.find(({ prefix }) => name.startsWith(prefix));
  return { id, name: known ? name.slice(known.prefix.length) : name, detail: price(pricing), group: known?.group ?? "Models" };
};

/** What there is besides: variants such as openai/gpt-4o:nitro, which no list has. */
const unlisted = (text: string): Choice | undefined =>
  /^[\w.~@-]+\/[\w.:-]+$/.test(text) ? { id: text, name: text, detail: "", group: "As typed" } : undefined;

const field = $<HTMLInputElement>("#model");
let box: ReturnType<typeof combobox> | undefined;
let loaded = false;
let first = "";

/** Makes the field work; onChoose is called when somebody has chosen. */
export const startModels = (onChoose: () => void): void => {
  box = combobox(field, $("#models-box"), unlisted, onChoose);
};

/** The chosen model's id, or "" before any is known. */
export const chosenModel = (): string => box?.chosen()?.id ?? "";

/** Chooses a model, if there is one of this id. */
export const chooseModel = (id: string | undefined): void => {
  if (id) box?.choose(id);
};

/** Whether the chosen model always fails, as the emulator's faults do. */
export const faulty = (): boolean => box?.chosen()?.group === faults.group;

/** Chooses the model to begin with. */
export const chooseFirst = (): void => chooseModel(first);

/** Asks which models there are, unless they are there already. Rejects with a Problem. */
export const loadModels = async (): Promise<void> => {
  if (loaded) return;
  field.placeholder = "Loading models";
  const order = (group: string): number => (groups.findIndex((known) => known.group === group) + groups.length + 1) % (groups.length + 1);
  const models = await get<Model[]>(`${base}/api/v1/models`).finally(() => {
    field.placeholder = "Model";
  });
  const choices = models.map(choiceOf);
  choices.sort((a, b) => order(a.group) - order(b.group) || a.name.localeCompare(b.name));
  loaded = choices.length > 0;
  first = usual.find((id) => choices.some((choice) => choice.id === id)) ?? choices[0]?.id ?? "";
  box?.offer(choices);
  chooseFirst();
};
