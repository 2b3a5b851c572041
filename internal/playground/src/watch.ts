// Watches a sign-in from outside, where the drop-in module meets the browser: the
// URL it makes, what it stores, the callback, the exchange. Nothing changes by that
// but what the switches of trouble.ts are for. This module runs before orkey.ts.

import type { OpenRouterError } from "../../../browser/dist/orkey";
import { placeNow } from "./place";
import { ended, lastSignIn, note, setSignIn } from "./record";
import { local, stored, tab } from "./stores";
import { blockStorage, cameTrue, labelOfTrouble, setTrouble, spoil, tamper, trouble } from "./trouble";

const ATTEMPT = "openrouter_attempt";
const VERIFIER = "openrouter_code_verifier";

/** The inspector begins the next sign-in. */
let here = false;

/** Says that the next sign-in is the inspector's. */
export const expect = (): void => {
  here = true;
};

// What it makes: the module reads the href of each URL it makes of its parameters.

const href = Object.getOwnPropertyDescriptor(URL.prototype, "href")!;

Object.defineProperty(URL.prototype, "href", {
  ...href,
  get(this: URL) {
    if (this.pathname === "/auth" && this.searchParams.has("code_challenge")) leaving(this);
    return href.get!.call(this);
  },
});

const leaving = (url: URL): void => {
  const state = url.searchParams.get("state");
  const label = labelOfTrouble();
  if (label) url.searchParams.set("key_label", label);
  const mine = (storage: Storage | undefined): boolean => !!state && !!stored(storage, ATTEMPT)?.includes(state);
  const inWindow = mine(tab) ? undefined : opened;
  const storage = [inWindow?.storage, tab].find(mine);
  setSignIn({
    begun: Date.now(),
    trouble: trouble(),
    popup: !!inWindow,
    here,
    place: inWindow ? undefined : here ? { heading: "inspect-title" } : placeNow(),
    verifier: storage && stored(storage, VERIFIER),
    attempt: storage && stored(storage, ATTEMPT),
    authorize: href.get!.call(url),
  });
  here = false;
};

// Where it goes on: here, or in a window.

let opened: { storage: Storage | undefined } | undefined;
const { open } = window;

window.open = (...to) => {
  const view = open.apply(window, to);
  opened = undefined;
  if (view && to[2]?.includes("popup"))
    try {
      opened = { storage: view.sessionStorage };
      blockStorage(view);
    } catch {} // blocked
  return view;
};

// What comes back: to this page, or to a window, which tells the page that opened it.

const BACK = "orkey-callback";

addEventListener(BACK, (event) => {
  const signIn = lastSignIn();
  if (!signIn?.popup || signIn.callback) return;
  event.preventDefault(); // it is this page's
  note({ callback: (event as CustomEvent<string>).detail });
});

/** Whether the page that opened this window waits for the callback. */
const handOver = (): boolean => {
  try {
    return !opener.dispatchEvent(new CustomEvent(BACK, { cancelable: true, detail: location.href }));
  } catch {
    return false; // no opener, or one of another origin
  }
};

const query = new URLSearchParams(location.search);
/** Whether this page load is a callback, as the module tells one; blocked, there is no telling, but whoever waits knows. */
export const called = query.has("state")
  ? query.get("state")!.startsWith("orkey-")
  : (query.has("code") || query.has("error")) && (stored(tab, VERIFIER) !== undefined || !!opener);

if (called) {
  tamper();
  const signIn = lastSignIn();
  if (!handOver()) {
    if (!signIn || signIn.callback || ended(signIn)) setSignIn({ begun: Date.now(), trouble: "" }); // begun in another tab
    note({ callback: location.href });
  }
}

/** Notes what the module left of the callback: it is to be called when that has run. */
export const watchCleaning = (): void => {
  const signIn = lastSignIn();
  if (!called || !signIn?.callback || signIn.popup) return;
  note({ cleaned: { address: location.href, left: [VERIFIER, ATTEMPT].filter((name) => stored(tab, name) !== undefined) } });
};

// The exchange: this one request, and no other.

const { fetch } = window;

window.fetch = (input, init) =>
  typeof input === "string" && init?.method === "POST" && new URL(input, location.origin).pathname === "/api/v1/auth/keys"
    ? exchange(input, init)
    : fetch(input, init);

const exchange = async (url: string, init: RequestInit): Promise<Response> => {
  const began = performance.now();
  note({ request: { url, body: String(init.body) } });
  try {
    const body = spoil(String(init.body));
    note({ request: { url, body } });
    const response = await fetch(url, { ...init, body });
    const text = await response.clone().text().catch((error) => note({ silence: error.name }));
    const { status, headers } = response;
    note({ answer: { status, type: headers.get("Content-Type") ?? "", body: text ?? "", time: performance.now() - began } });
    return response;
  } catch (error) {
    note({ silence: (error as Error).name });
    throw error;
  }
};

// How it ends.

/** Notes who is signed in now, if that is the end of this sign-in. */
export const watchKey = (): void => {
  const signIn = lastSignIn();
  const key = stored(local, "openrouter_api_key");
  if (!signIn || ended(signIn) || !key || trouble() === "blocked") return;
  const brought = signIn.answer ? signIn.answer.body.includes(key) : signIn.popup && !signIn.callback;
  if (!brought) return; // by another tab
  note({ kept: { key, userId: stored(local, "openrouter_user_id") } });
  setTrouble("");
};

let last: OpenRouterError | undefined;

/** Notes how a sign-in failed: every element tells, and so does whoever calls initiateOAuth. */
export const failed = (error: OpenRouterError): void => {
  if (error === last) return;
  last = error;
  const signIn = lastSignIn();
  const early = ["insecure_context", "popup_blocked"].includes(error.code) || (error.code === "storage" && !signIn?.answer);
  if (!signIn || ended(signIn) || early) setSignIn({ begun: Date.now(), trouble: trouble(), here }); // it left no other trace
  here = false;
  note({ error: { code: error.code, message: error.message } });
  if (cameTrue(lastSignIn()!)) setTrouble("");
};

document.addEventListener("openrouter-error", ({ detail }) => failed(detail));
