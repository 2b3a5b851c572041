import { type Attempt, STATE_PREFIX } from "./attempt";
import { exchange } from "./exchange";
import type { SignInResult } from "./orkey";

/**
 * Finishes the attempt if the address is its callback. Another provider's, or
 * no callback at all, is left alone: undefined.
 */
export const finish = (href: string, attempt: Attempt | null): Promise<SignInResult> | undefined => {
  const { code, state, error } = Object.fromEntries(new URL(href).searchParams);
  const returnTo = attempt?.url;
  // A denial has no state. A missing one is made up for by sessionStorage, which
  // no other tab and no other site can fill; a different one is never accepted.
  const foreign = state ? state !== attempt?.state : !attempt;
  if (foreign ? !state?.startsWith(STATE_PREFIX) : !(state || code || error)) return;
  const problem =
    foreign ? "state_mismatch"
    : error ? (error === "access_denied" ? "denied" : "unavailable")
    : code ? undefined
    : "denied"; // our state alone is a denial, too
  return exchange(code!, attempt, problem).then(
    () => ({ returnTo }),
    (error) => ({ returnTo, error }),
  );
};
