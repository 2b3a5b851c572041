// Says what went wrong with a sign-in. The element would say it itself, below its
// button; a listener that takes it on must be there before the element is, so
// this module runs before orkey.ts.

import type { OpenRouterError } from "../../../browser/dist/orkey";
import type { Note } from "./notice";
import { guessed, lastSignIn } from "./record";
import { local } from "./stores";
import { toast } from "./toast";

/** Our words for what an app decides by: the code of the error. */
const words: { [code: string]: string } = {
  denied: "Sign-in denied: this page got no key. Sign in to be asked again.",
  code_rejected: "OpenRouter did not accept the code: it works once, for ten minutes, and with its verifier only. Sign in again.",
  malformed: "OpenRouter answered, but with no key. Sign in again.",
  timeout: "OpenRouter did not answer in time. Sign in again.",
  unavailable: "OpenRouter could not finish the sign-in. Wait a moment, then sign in again.",
  attempt_missing: "That sign-in began in another tab. Go back there, or sign in here.",
  state_mismatch: "That was the callback of another sign-in, not of the one begun here, so nothing was sent. Sign in again.",
  popup_closed: "The window was closed before the sign-in was done. Sign in again.",
};

/** The same where this page knows better why. */
const why = (code: string): string | undefined => {
  const { trouble, silence, ...signIn } = lastSignIn() ?? {};
  if (code === "storage") return unstored();
  if (code === "denied" && trouble === "denied")
    return "Sign-in denied: the emulator answered as if you had pressed Deny, without asking. Sign in to be asked.";
  if (code === "code_rejected" && guessed(signIn))
    return "PKCE stopped this: the code came with a guessed verifier, as from a thief, and is worth nothing without the right one. Sign in again.";
  if (code === "unavailable" && silence) return "OpenRouter could not be reached: there is no connection, or it broke off. Check the network, then sign in again.";
  return undefined;
};

/** The two reasons not to store anything, which have one code, and what came of it. */
const unstored = (): string => {
  const { answer, trouble } = lastSignIn() ?? {};
  const blocked = !local || trouble === "blocked";
  return [
    blocked ? "This browser blocks site data, so" : "The storage of this site is full, so",
    answer ? "the key could not be kept, and is not used." : "the sign-in could not begin.",
    blocked ? "Allow site data for this page, then sign in again." : "Clear the site’s data in this browser, then sign in again.",
  ].join(" ");
};

/** Says what an error of orkey.js means. Who denied has made a choice: nothing is wrong. */
export const noteOf = ({ code, message }: Pick<OpenRouterError, "code" | "message">): Note => ({
  text: why(code) ?? words[code] ?? message,
  calm: code === "denied",
});

/** Says it where everybody sees it, unless they watch the sign-in: then the inspector says it. */
export const tell = (error: OpenRouterError): void => {
  if (!lastSignIn()?.here) toast(noteOf(error));
};

document.addEventListener("openrouter-error", (event) => {
  event.preventDefault();
  tell(event.detail);
});
document.addEventListener("openrouter-loading", (event) => {
  if (event.detail.loading) toast();
});
