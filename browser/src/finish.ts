import { type Attempt, STATE_PREFIX } from "./attempt";
import { exchange } from "./exchange";

/**
 * Finishes the attempt if the address is its callback. Another provider's, or
 * no callback at all, is left alone: undefined.
 */
export const finish = (href: string, attempt: Attempt | null): Promise<void> | undefined => {
  const { code, state, error } = Object.fromEntries(new URL(href).searchParams);
  if (state ? state.startsWith(STATE_PREFIX) : attempt && (code || error))
    return exchange(
      code!,
      attempt,
      state && state !== attempt?.state ? "state_mismatch"
      : code && !error ? ""
      : !error || error === "access_denied" ? "denied" // our state alone is a denial, too
      : "unavailable",
    );
  return;
};
