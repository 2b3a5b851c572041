import { tried } from "./storage";

/** A sign-in begun and not finished. */
export interface Attempt {
  verifier: string;
  state?: string;
  /** OpenRouter's address then: no other server gets the code. */
  base?: string;
  /** Address and history state of the page it was begun on, to be put back. */
  url?: string;
  history?: unknown;
  /** It goes on in a window of its own. */
  popup?: boolean;
}

/** Every state of ours begins so, and no other provider's does. */
export const STATE_PREFIX = "orkey-";

/** The pending attempt, be it ours or one that OpenRouter's module began. */
export const pendingAttempt = (): Attempt | null =>
  tried(() => {
    const verifier = sessionStorage.openrouter_code_verifier;
    return verifier && { ...JSON.parse(sessionStorage.openrouter_attempt ?? null), verifier };
  });

/** Whether this tab began a sign-in and did not finish it: without that, a `?code=` is somebody else's. */
export const hasOAuthCallbackPending = (): boolean => !!pendingAttempt();
