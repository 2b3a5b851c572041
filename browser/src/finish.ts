import { type Attempt, STATE_PREFIX } from "./attempt";
import { OpenRouterError, type OpenRouterErrorCode } from "./errors";
import { exchange } from "./exchange";

/** How a callback ended: with an error, or else signed in. It never holds the key. */
export interface SignInResult {
  returnTo: string | undefined;
  error?: OpenRouterError;
}

/**
 * Finishes the attempt if the address is its callback. Another provider's, or
 * no callback at all, is left alone: undefined.
 */
export const finish = (href: string, attempt?: Attempt): Promise<SignInResult> | undefined => {
  const query = new URL(href).searchParams;
  const state = query.get("state");
  const code = query.get("code");
  const error = query.get("error");
  // A denial has no state. A missing one is made up for by sessionStorage, which
  // no other tab and no other site can fill; a different one is never accepted.
  const foreign = state ? state !== attempt?.state : !attempt;
  const problem: OpenRouterErrorCode | "" | false | null | undefined =
    foreign ? state?.startsWith(STATE_PREFIX) && (attempt ? "state_mismatch" : "attempt_missing")
    : error && error !== "access_denied" ? "unavailable"
    : (error || (state && !code)) && "denied"; // our state alone is a denial, too
  return problem || (!foreign && code) ? settle(problem, code!, attempt) : undefined;
};

const settle = async (problem: OpenRouterErrorCode | "" | false | null | undefined, code: string, attempt?: Attempt): Promise<SignInResult> => {
  const returnTo = attempt?.url;
  try {
    if (problem) throw new OpenRouterError(problem);
    await exchange(code, attempt!);
    // A window that its opener has lost finished by itself.
    if (attempt!.popup && !opener) close();
    return { returnTo };
  } catch (error) {
    return { returnTo, error: error as OpenRouterError };
  }
};
