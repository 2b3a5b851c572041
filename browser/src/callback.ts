import { restore } from "./address";
import { pendingAttempt } from "./attempt";
import type { Waiting } from "./authorize";
import { fail } from "./errors";
import { exchange } from "./exchange";
import { finish } from "./finish";
import type { SignInResult } from "./orkey";
import { inPage, tried } from "./storage";

let completed: Promise<SignInResult> | undefined;

/** The same while it goes on: an element that comes later does not tell the old story again. */
export let running: typeof completed;

/** Finishes the sign-in whose callback this page load is, once; undefined if it is none. */
export const complete = (): typeof completed => {
  if (inPage && !completed) {
    const { href } = location;
    const attempt = pendingAttempt();
    // In a window that a waiting page has opened, the sign-in is that page's. It
    // throws where there is no opener, it is of another origin, or not waiting.
    const handedOver = tried(() => (opener as Waiting).orkeyCallback!(href));
    const result = handedOver ?? finish(href, attempt);
    if (result) restore(attempt);
    if (handedOver) close();
    else
      (running = completed = result)?.then(({ error }) => {
        running = undefined;
        if (attempt?.popup && !error) close(); // its opener has lost it
      });
  }
  return completed;
};

/**
 * Finishes a sign-in if this page load is the callback of one, and tells how it
 * went; null if it is none. Never rejects. Everybody who asks gets the same
 * answer, out of one exchange, and the address bar is clean at once.
 */
export const completeSignIn = async (): Promise<SignInResult | null> => (await complete()) ?? null;

/**
 * Exchanges the code of a callback with the verifier of this tab and stores the
 * key; rejects with an OpenRouterError. completeSignIn does this and the rest.
 */
export const handleOAuthCallback = async (code: string): Promise<void> => {
  const result = await complete();
  if (result?.error) throw result.error;
  if (!result) {
    // The page has the code from elsewhere, or from another provider.
    const attempt = pendingAttempt();
    if (/[?&]state=/.test(location.search)) fail("state_mismatch");
    if (attempt) restore(attempt);
    await exchange(code, attempt);
  }
};
