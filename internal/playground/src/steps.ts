// The five steps of a sign-in: how far it got, and what to say of each.

import { guessed, type SignIn } from "./record";

export type Step = 1 | 2 | 3 | 4 | 5;
export const steps: Step[] = [1, 2, 3, 4, 5];

/** "unseen" happened where this page could not see it; "now" goes on. */
export type Progress = "waiting" | "now" | "done" | "failed" | "unseen";

/** The step that failed. */
export const failedAt = ({ error, answer, request }: SignIn): Step | undefined => {
  switch (error?.code) {
    case undefined:
      return undefined;
    case "insecure_context":
      return 1;
    case "popup_blocked":
      return 2;
    case "denied":
    case "state_mismatch":
    case "attempt_missing":
    case "popup_closed":
      return 3;
    case "storage":
      return answer ? 5 : 1;
  }
  return request ? 4 : 3;
};

/** How a step stands. */
export const progressOf = (signIn: SignIn | undefined, step: Step): Progress => {
  if (!signIn) return "waiting";
  const failed = failedAt(signIn);
  if (failed) {
    if (step === failed) return "failed";
    if (step > failed) return "waiting";
  }
  const { authorize, callback, request, answer, kept } = signIn;
  const seen = [authorize, authorize, callback, answer, kept];
  if (step === 2 && authorize && !callback && !kept && !failed) return "now";
  if (seen[step - 1]) return "done";
  if (step === 4 && request) return "now";
  return seen.slice(step).some(Boolean) || failed ? "unseen" : "waiting";
};

/** A few words on a step, for the list of them. */
export const wordsOf = (signIn: SignIn | undefined, step: Step): string => {
  const progress = progressOf(signIn, step);
  const { authorize = "", answer, error, verifier, callback } = signIn ?? {};
  if (progress === "failed") return step === 5 ? "not kept" : guessed(signIn!) ? "stopped by PKCE" : (error?.code.replaceAll("_", " ") ?? "");
  if (progress === "now") return step === 2 ? "waits for the person" : "waits for an answer";
  if (progress === "unseen") return "out of sight of this page";
  if (progress === "waiting" || !signIn) return signIn?.error ? "did not happen" : signIn ? "not yet" : "waits for a sign-in";
  switch (step) {
    case 1:
      return verifier ? `${verifier.length} characters, hashed to 43` : "kept in memory";
    case 2:
      return `to ${new URL(authorize).host}`;
    case 3:
      return new URL(callback ?? "").searchParams.has("state") ? "code and state are back" : "the code is back";
    case 4:
      return `${answer?.status} in ${Math.round(answer?.time ?? 0)} ms`;
    case 5:
      return "signed in";
  }
};

/** What an app does about the error of a sign-in. */
export const adviceOf = ({ error, answer }: SignIn): string => (advice[error?.code ?? ""] ?? "") + (error?.code === "storage" && answer ? UNKEPT : "");

const UNKEPT = " The key works until the page is left: go on with it, or forget it by clearApiKey(), as here. OpenRouter has it until they delete it.";

/** By the code of the error: see orkey.d.ts. */
const advice: { [code: string]: string } = {
  denied: "They have decided. Keep the button, and do not ask again by yourself.",
  state_mismatch: "Nothing was sent, so nothing is lost. Offer the button: only a sign-in begun here can end here.",
  attempt_missing: "Offer the button. If many people see this, look for a callback on another origin: localhost is not 127.0.0.1.",
  code_rejected: "Offer the button: each sign-in gets a new code. Never send one twice, nor keep a callback for later.",
  malformed: "Offer the button. If it keeps happening, something between the page and OpenRouter answers in its place.",
  unavailable: "Say that it is not their fault, and offer the button a little later. The module repeats nothing by itself.",
  timeout: "Offer the button. configure({ timeout }) says how long to wait; the default is 30 seconds.",
  storage: "Ask them to allow site data for your site, or to make room in it.",
  insecure_context: "Serve the page over https, or from localhost while you develop.",
  popup_blocked: "A page in a frame needs a click, and allow-popups in the sandbox of the frame.",
  popup_closed: "Nothing happened yet: keep the button.",
};
