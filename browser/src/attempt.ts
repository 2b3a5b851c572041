import { read, write } from "./storage";

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

/** The verifier stands alone under the name that OpenRouter's own module uses. */
const VERIFIER = "openrouter_code_verifier";
const ATTEMPT = "openrouter_attempt";

/** Every state of ours begins so, and no other provider's does. */
export const STATE_PREFIX = "orkey-";

export const saveAttempt = (attempt: Attempt): boolean => {
  try {
    return write("sessionStorage", ATTEMPT, JSON.stringify(attempt)) && write("sessionStorage", VERIFIER, attempt.verifier);
  } catch {
    return saveAttempt({ ...attempt, history: null }); // which may hold what JSON can't
  }
};

/** The pending attempt, be it ours or one that OpenRouter's module began. */
export const pendingAttempt = (): Attempt | undefined => {
  const verifier = read("sessionStorage", VERIFIER);
  return verifier ? { ...JSON.parse(read("sessionStorage", ATTEMPT)!), verifier } : undefined;
};

export const dropAttempt = (): void => [VERIFIER, ATTEMPT].forEach((name) => write("sessionStorage", name, null));

/** Whether this tab began a sign-in and did not finish it: without that, a `?code=` is somebody else's. */
export const hasOAuthCallbackPending = (): boolean => !!pendingAttempt();
