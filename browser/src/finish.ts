import { type Attempt, STATE_PREFIX } from "./attempt";
import { OpenRouterError } from "./errors";
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
  const settle = (work: Promise<void>) => work.then(() => ({ returnTo }), (error) => ({ returnTo, error }));
  const fail = (code: OpenRouterErrorCode) => settle(Promise.reject(new OpenRouterError(code)));
  // A denial has no state. A missing one is made up for by sessionStorage, which
  // no other tab and no other site can fill; a different one is never accepted.
  if (state ? state !== attempt?.state : !attempt) {
    return state?.startsWith(STATE_PREFIX) ? fail(attempt ? "state_mismatch" : "attempt_missing") : undefined;
  }
  if (error) return fail(error === "access_denied" ? "denied" : "unavailable");
  if (code) return settle(exchange(code, attempt!));
  return state ? fail("denied") : undefined; // our state alone is a denial, too
};
