import { bare } from "./address";
import { type Attempt, STATE_PREFIX } from "./attempt";
import { at, camel, config } from "./config";
import { fail } from "./errors";
import { finish } from "./finish";
import type { SignInOptions } from "./orkey";
import { challengeOf } from "./pkce";
import { isSignedIn } from "./session";
import { tried } from "./storage";

/** The optional parameters of OpenRouter's authorize page. */
const PARAMETERS = ["key_label", "limit", "usage_limit_type", "expires_at", "workspace_id", "required_workspace_id"];

/** A page that waits for the window of a sign-in has this function for it. */
export interface Waiting {
  orkeyCallback?: (href: string) => Promise<void> | undefined;
}

let current: Promise<void> | undefined;

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
  if (options.server) {
    const return_to = location.href.slice(location.origin.length);
    location.href = options.server + "/login?" + new URLSearchParams({ return_to });
    return over();
  }
  if (!crypto.subtle) fail("insecure_context");
  // Nobody can consent inside a frame: OpenRouter does not show there.
  const framed = top !== window;
  // The window opens now, while the click counts.
  const popup = framed || options.mode === "popup" ? open("", "_blank", "popup,width=480,height=720") : null;
  if (!popup && framed) fail("popup_blocked");
  const attempt: Attempt = {
    // RFC 7636, section 4.1: 108 characters with 366 random bits, as a UUID of version 4 has 122.
    verifier: crypto.randomUUID() + crypto.randomUUID() + crypto.randomUUID(),
    state: STATE_PREFIX + crypto.randomUUID(),
    base: options.baseUrl,
    url: location.href,
    popup: !!popup,
    history: tried(() => JSON.parse(JSON.stringify(history.state))), // which may hold what JSON can't
  };
  const saved = tried(() => {
    const { sessionStorage } = popup ?? window;
    sessionStorage.openrouter_attempt = JSON.stringify(attempt);
    // Alone, under the name that OpenRouter's own module uses.
    return (sessionStorage.openrouter_code_verifier = attempt.verifier);
  });
  if (!(saved || popup)) fail("storage"); // with a window, this page goes on from memory

  const query = new URLSearchParams({
    // OpenRouter names the app by this: constant, so without query and hash.
    callback_url: at(options.callbackUrl ?? bare(attempt.url!), attempt.url),
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: "S256",
    state: attempt.state!,
  });
  for (const name of PARAMETERS) {
    const value = options[camel(name)];
    if (value) query.set(name, value);
  }
  (popup ?? window).location.href = at("/auth?" + query, attempt.base);

  await over(popup, attempt);
  if (popup && !isSignedIn()) fail("popup_closed");
};

/**
 * Waits until the person is back, or the window has handed its callback over:
 * browsers let windows of one origin call each other, and no others. The sign-in
 * then ends here, which works with storage blocked or partitioned.
 *
 * A consent page with Cross-Origin-Opener-Policy cuts the two apart. The window
 * then looks closed, and finishes by itself with its copy of the attempt.
 */
const over = (popup?: Window | null, attempt?: Attempt): Promise<void> =>
  new Promise((resolve) => {
    (window as Waiting).orkeyCallback = (href) => {
      const work = finish(href, attempt!);
      if (work) {
        resolve(work);
        delete (window as Waiting).orkeyCallback; // a code works once
      }
      return work;
    };
    // Out of the back/forward cache; they stopped the page from leaving; or the window
    // is closed and they are here. One that is cut off looks closed while they are there.
    const back = () => (!popup || (popup.closed && document.hasFocus())) && resolve(clearInterval(timer));
    const timer = setInterval(back, popup ? 300 : 5000);
    addEventListener("pageshow", back);
  });
