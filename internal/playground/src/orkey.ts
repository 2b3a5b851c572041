// The drop-in module, as every page has it. Its elements finish a pending sign-in
// as soon as it runs, so what is to hear of that comes before it: main.ts says
// in which order modules run.

import { local, stored } from "./stores";

export const orkey = await import("./orkey.min.js");

const { baseUrl, mode } = document.documentElement.dataset;
if (!baseUrl) throw new Error("the page does not say whom it talks to");

/** Whether the page is that of an emulator, or of OpenRouter itself; of another server, neither. */
export const emulated = mode === "emulator";
export const live = mode === "live";

/** The origin of OpenRouter or of the emulator. */
export const base: string = baseUrl;

orkey.configure({ baseUrl: base });

/** The person's key, if the browser keeps it. The module has one that it does not for as long as the page lasts: giveUp. */
export const keptKey = (): string | null => (orkey.getApiKey() && stored(local, "openrouter_api_key")) || null;

/**
 * Gives up a key that the browser does not keep: this page would be signed in, but no other tab, nor this one loaded
 * again. Whoever had another before keeps that one.
 */
export const giveUp = (): void => {
  const kept = keptKey();
  if (orkey.getApiKey() === kept) return;
  const set: (key: string, userId?: string) => void = orkey.setApiKey;
  if (kept) set(kept, stored(local, "openrouter_user_id"));
  else orkey.clearApiKey();
};
