// Who is signed in, and what the page shows of it.

import { $, $$ } from "./dom";
import { isForeign } from "./foreign";
import { base, emulated, giveUp, keptKey, live, orkey } from "./orkey";
import { KeyGone, Problem } from "./problem";
import { toast } from "./toast";

type Listener = (key: string | null) => void;

const listeners: Listener[] = [];

/** The key that the page shows; undefined before the first look. */
let shown: string | null | undefined;

/**
 * Calls fn with the key, or with null while signed out: once when the page starts, and whenever that changes, here or
 * in another tab. By then the parts of the page marked data-session show, and those marked gated work, as they should.
 */
export const onSession = (fn: Listener): void => {
  listeners.push(fn);
};

/** Does something with the key, and forgets the key if that shows that it is gone. */
export const withKey = async (use: (key: string) => Promise<unknown>): Promise<void> => {
  const key = orkey.getApiKey();
  try {
    if (key) await use(key);
  } catch (error) {
    if (!(error instanceof KeyGone)) throw error;
    if (key === orkey.getApiKey()) forget(error);
  }
};

/** Signs out because of a problem, and says so. */
export const forget = (problem: Problem): void => {
  orkey.clearApiKey();
  toast({ text: problem.message, again: problem.again });
};

const show = (): void => {
  const key = keptKey();
  if (key === shown) return;
  const first = shown === undefined;
  const section = document.activeElement?.closest("section");
  shown = key;
  document.documentElement.dataset.session = key ? "in" : "out";
  for (const part of $$(".gated")) part.inert = !key;
  for (const listener of listeners) listener(key);
  // Whoever signed in or out with the keyboard goes on from there.
  const focused = document.activeElement;
  if (!first && section && (!focused?.checkVisibility() || focused === document.body || focused.closest("[inert]")))
    $("[tabindex='-1']", section).focus({ preventScroll: true });
  if (key && !first) toast();
};

/** This origin may have had the demo of another emulator before, whose key is not for here. Of OpenRouter there is one. */
const refuseOther = (): void => {
  const before = localStorage.orkey_demo_base;
  localStorage.orkey_demo_base = base;
  if (before && before !== base && orkey.getApiKey())
    forget(new Problem(`This browser had a key of ${new URL(before).host}, which is not for ${new URL(base).host}.`, { again: true }));
};

/** Says of a key that is left alone what becomes of it. */
const tellForeign = (): void =>
  toast({
    text: emulated
      ? "This browser keeps a key of OpenRouter for this address. The emulator does not get it, and it stays, unless you sign in here: the emulator’s then takes its place."
      : "This browser keeps an emulator’s key for this address. OpenRouter does not get it. Sign in, and your own takes its place.",
    calm: true,
  });

/** Tells everybody who is signed in, from now on. */
export const startSession = (): void => {
  orkey.onAuthChange(show);
  document.addEventListener("openrouter-error", giveUp);
  try {
    if (!live) refuseOther();
    if (isForeign()) tellForeign();
  } catch {} // no storage, and so no key in it
  show();
};
