import { type Attempt, STATE_PREFIX } from "./attempt";
import { exchange } from "./exchange";
import type { OpenRouterErrorCode, SignInResult } from "./orkey";

/**
 * Finishes the attempt if the address is its callback. Another provider's, or
 * no callback at all, is left alone: undefined.
 */
export const finish = (href: string, attempt?: Attempt): Promise<SignInResult> | undefined => {
  const query = new URL(href).searchParams;
  const state = query.get("state");
  const code = query.get("code");
  const error = query.get("error");
  const returnTo = attempt?.url;
  // A denial has no state. A missing one is made up for by sessionStorage, which
  // no other tab and no other site can fill; a different one is never accepted.
  const foreign = state ? state !== attempt?.state : !attempt;
  const problem: OpenRouterErrorCode | "" | false | null | undefined =
    foreign ? state?.startsWith(STATE_PREFIX) && (attempt ? "state_mismatch" : "attempt_missing")
    : error && error !== "access_denied" ? "unavailable"
    : (error || (state && !code)) && "denied"; // our state alone is a denial, too
  return problem || (!foreign && code)
    ? exchange(code, attempt, problem).then(() => ({ returnTo }), (error) => ({ returnTo, error }))
    : undefined;
};
