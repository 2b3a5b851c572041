import { bare } from "./address";
import { type Attempt, STATE_PREFIX, saveAttempt } from "./attempt";
import { at, camel, config } from "./config";
import { fail } from "./errors";
import { finish } from "./finish";
import type { SignInOptions, SignInResult } from "./orkey";
import { challengeOf, newVerifier } from "./pkce";
import { getApiKey } from "./session";
import { inPage, tried } from "./storage";

/** The optional parameters of OpenRouter's authorize page, as attributes write them. */
const PARAMETERS = ["key-label", "limit", "usage-limit-type", "expires-at", "workspace-id", "required-workspace-id"];

/** A page that waits for the window of a sign-in has this function for it. */
export interface Waiting {
  orkeyCallback?: (href: string) => Promise<SignInResult> | undefined;
}

let current: Promise<void> | undefined;

/** Called when the person may be back. */
let back: (() => void) | undefined;

/**
 * Begins a sign-in: leaves for OpenRouter's consent page, or opens it in a
 * window. Takes the callback URL, or options over those of configure; an event
 * passed by mistake changes nothing. A second call while the first is under way
 * joins it. Rejects with an OpenRouterError.
 */
export const initiateOAuth = (options?: string | SignInOptions): Promise<void> =>
  (current ??= begin({ ...config, ...(typeof options === "string" ? { callbackUrl: options } : options) }).finally(
    () => (current = undefined),
  ));

const begin = async (options: typeof config & { [name: string]: any }): Promise<void> => {
  if (!crypto.subtle) fail("insecure_context");
  // Nobody can consent inside a frame: OpenRouter does not show there.
  const framed = top !== window;
  // The window opens now, while the click counts.
  const popup = framed || options.mode === "popup" ? open("", "_blank", "popup,width=480,height=720") : null;
  if (framed && !popup) fail("popup_blocked");
  const url = location.href;
  const base = options.baseUrl;
  const attempt: Attempt = {
    verifier: newVerifier(),
    state: STATE_PREFIX + crypto.randomUUID(),
    base,
    url,
    history: tried(() => JSON.parse(JSON.stringify(history.state))), // which may hold what JSON can't
  };
  // This page goes on from memory if there is a window.
  if (!saveAttempt({ ...attempt, popup: !!popup }, popup ?? window) && !popup) fail("storage");

  const query = new URLSearchParams({
    // OpenRouter names the app by this: constant, so without query and hash.
    callback_url: new URL(options.callbackUrl ?? bare(url), url).href,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: "S256",
    state: attempt.state!,
  });
  for (const name of PARAMETERS) {
    const value = options[camel(name)];
    if (value) query.set(name.replace(/-/g, "_"), `${value}`);
  }
  (popup ?? window).location.href = at("/auth?" + query, base);

  const result = await over(popup, attempt);
  if (result?.error) throw result.error;
  if (popup && !getApiKey()) fail("popup_closed");
};

/**
 * Waits until the person is back, or the window has handed its callback over:
 * browsers let windows of one origin call each other, and no others. The sign-in
 * then ends here, which works with storage blocked or partitioned.
 *
 * A consent page with Cross-Origin-Opener-Policy cuts the two apart. The window
 * then looks closed, and finishes by itself with its copy of the attempt.
 */
const over = (popup: Window | null, attempt: Attempt): Promise<SignInResult | void> =>
  new Promise((resolve) => {
    (window as Waiting).orkeyCallback = (href) => {
      const result = finish(href, attempt);
      if (result) {
        resolve(result);
        delete (window as Waiting).orkeyCallback; // a code works once
      }
      return result;
    };
    back = () => (popup && !popup.closed) || resolve();
    // They may have stopped the page from leaving.
    if (!popup) setTimeout(resolve, 5000);
  });

if (inPage) {
  // Out of the back/forward cache, or from a window they closed.
  for (const event of ["pageshow", "focus"]) addEventListener(event, () => back?.());
}
