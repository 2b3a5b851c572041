// What is known of the last sign-in of this tab. It outlives the way to OpenRouter
// and back, and reloads, in sessionStorage: its secrets are the person's own, and
// stay in their tab until they sign out or have it forgotten.

import type { Place } from "./place";
import { stored, tab } from "./stores";
import type { Trouble } from "./trouble";

/** A sign-in as it was seen: what is undefined has not happened, or out of sight. */
export interface SignIn {
  /** When it began. */
  begun: number;
  trouble: Trouble;
  /** It goes on in a window of its own. */
  popup?: boolean;
  /** The inspector began it: people want to see there how it ends. */
  here?: boolean;
  /** Where people come back to; undefined where they do not leave. */
  place?: Place | undefined;
  /** What the module stored under openrouter_code_verifier and openrouter_attempt. */
  verifier?: string | undefined;
  attempt?: string | undefined;
  /** The URL of the consent page. */
  authorize?: string;
  /** The callback as it came. */
  callback?: string;
  /** The address after that, and which of the two names were still stored. */
  cleaned?: { address: string; left: string[] };
  request?: { url: string; body: string };
  answer?: { status: number; type: string; body: string; time: number };
  /** Why there was no answer: the name of what fetch threw. */
  silence?: string;
  /** What was found in localStorage in the end. */
  kept?: { key: string; userId: string | undefined };
  error?: { code: string; message: string };
}

const NAME = "orkey_inspector";

let signIn: SignIn | undefined;
const listeners: (() => void)[] = [];

/** The last sign-in of this tab. */
export const lastSignIn = (): SignIn | undefined => signIn;

/** Calls fn whenever more is known. */
export const onRecord = (fn: () => void): void => {
  listeners.push(fn);
};

/** Begins another, or with undefined forgets the last one. */
export const setSignIn = (other?: SignIn): void => {
  signIn = other;
  try {
    if (other) tab?.setItem(NAME, JSON.stringify(other));
    else tab?.removeItem(NAME);
  } catch {} // it is known as long as the page
  for (const listener of listeners) listener();
};

/** Notes what happened. */
export const note = (more: Partial<SignIn>): void => {
  if (signIn) setSignIn({ ...signIn, ...more });
};

/** The verifier that went with the code. */
export const sentVerifier = ({ request }: Partial<SignIn>): string | undefined => request && JSON.parse(request.body).code_verifier;

/** Whether that is not the one of this sign-in: whoever steals a code has to guess. */
export const guessed = (signIn: Partial<SignIn>): boolean => !!signIn.request && !!signIn.verifier && sentVerifier(signIn) !== signIn.verifier;

/** Whether it has ended, well or not. */
export const ended = ({ kept, error }: SignIn): boolean => !!(kept || error);

try {
  signIn = JSON.parse(stored(tab, NAME) ?? "null") ?? undefined;
} catch {} // not ours
