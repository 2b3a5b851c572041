import { restore } from "./address";
import { type Attempt, pendingAttempt } from "./attempt";
import type { Waiting } from "./authorize";
import { exchange } from "./exchange";
import { finish } from "./finish";
import type { SignInResult } from "./orkey";
import { inPage, tried } from "./storage";

let attempt: Attempt | null;
let completed: Promise<void> | undefined;

/** The same while it goes on: an element that comes later does not tell the old story again. */
export let running: typeof completed;

/** Finishes the sign-in whose callback this page load is, once; undefined if it is none. */
export const complete = (): typeof completed => {
  if (inPage && !completed) {
    const { href } = location;
    attempt = pendingAttempt();
    // In a window that a waiting page has opened, the sign-in is that page's. It
    // throws where there is no opener, it is of another origin, or not waiting.
    const handedOver = tried(() => (opener as Waiting).orkeyCallback!(href));
    const work = handedOver ?? finish(href, attempt);
    if (work) restore(attempt);
    if (handedOver) close();
    else
      (running = completed = work)
        ?.then(
          () => attempt!.popup && close(), // its opener has lost it
          () => {},
        )
        .then(() => (running = undefined));
  }
  return completed;
};

/**
 * Finishes a sign-in if this page load is the callback of one, and tells how it
 * went; null if it is none. Never rejects. Everybody who asks gets the same
 * answer, out of one exchange, and the address bar is clean at once.
 */
export const completeSignIn = async (): Promise<SignInResult | null> =>
  complete()?.then(
    () => ({ returnTo: attempt!.url }),
    (error) => ({ returnTo: attempt?.url, error }),
  ) ?? null;

/**
 * Exchanges the code of a callback with the verifier of this tab and stores the
 * key; rejects with an OpenRouterError. completeSignIn does this and the rest.
 */
export const handleOAuthCallback = async (code: string): Promise<void> => {
  if (complete()) return completed;
  // The page has the code from elsewhere, or from another provider.
  const foreign = new URL(location.href).searchParams.has("state");
  if (attempt && !foreign) restore(attempt);
  return exchange(code, attempt, foreign && "state_mismatch");
};
