// What goes wrong on purpose in the next sign-in, once: switches of the inspector,
// with the emulator alone.

import type { SignIn } from "./record";
import { local, stored, tab } from "./stores";

/** The kinds of trouble. "" is none. */
export type Trouble = "" | "denied" | "state" | "expired" | "verifier" | "error" | "hang" | "offline" | "blocked" | "full";

/** The names for a key by which the emulator does it: see package orkeytest. */
const labels: { [trouble in Trouble]?: string } = {
  denied: "emulator:denied",
  expired: "emulator:expired-code",
  error: "emulator:exchange-error-500",
  hang: "emulator:exchange-hang",
};

/** The code of the error that each ends in. */
const ends: { [trouble in Trouble]: string } = {
  "": "",
  denied: "denied",
  state: "state_mismatch",
  expired: "code_rejected",
  verifier: "code_rejected",
  error: "unavailable",
  hang: "timeout",
  offline: "unavailable",
  blocked: "storage",
  full: "storage",
};

/** How long an answer may take that never comes, in milliseconds: nobody wants to watch for 30 seconds. */
const HANG = 3_000;

const NAME = "orkey_trouble";

let current: Trouble = "";
const listeners: (() => void)[] = [];

/** What is switched on. */
export const trouble = (): Trouble => current;

/** Calls fn whenever that changes. */
export const onTrouble = (fn: () => void): void => {
  listeners.push(fn);
};

/** Switches something on, and off what was. */
export const setTrouble = (kind: Trouble): void => {
  const storage = [kind, current].includes("blocked");
  current = kind;
  try {
    if (kind) tab?.setItem(NAME, kind); // for the page, and the window, that the callback is
    else tab?.removeItem(NAME);
  } catch {}
  if (storage) dispatchEvent(new Event("storage")); // who is signed in looks different now
  for (const listener of listeners) listener();
};

/** Whether a sign-in went wrong in the way that was switched on: somebody may have denied it before, or closed its window. */
export const cameTrue = ({ trouble, error }: SignIn): boolean => !!trouble && error?.code === ends[trouble];

/** The name that the key has to have for what is switched on, if the emulator is to do it. */
export const labelOfTrouble = (): string | undefined => labels[current];

/** Makes a window refuse storage while that is switched on, as browsers do for those who block site data. */
export const blockStorage = (view: Window): void => {
  if (!emulated) return;
  for (const name of ["localStorage", "sessionStorage"] as const) {
    const storage = view[name];
    Object.defineProperty(view, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (current === "blocked") throw new DOMException("Access is denied for this document.", "SecurityError");
        return storage;
      },
    });
  }
};

/** Puts another state into the address of a callback before anybody reads it, as one who forges it would. */
export const tamper = (): void => {
  const query = new URLSearchParams(location.search);
  const state = query.get("state");
  if (current !== "state" || !state) return;
  query.set("state", state.slice(0, -4) + [...state.slice(-4)].map((digit) => (digit === "0" ? "f" : "0")).join(""));
  history.replaceState(history.state, "", `?${query}${location.hash}`);
};

/** What is sent for an exchange instead. Throws as fetch does when there is no network. */
export const spoil = (body: string): string => {
  if (current === "offline") throw new TypeError("Failed to fetch");
  if (current !== "verifier") return body;
  return JSON.stringify({ ...JSON.parse(body), code_verifier: crypto.randomUUID() + crypto.randomUUID() });
};

const emulated = document.documentElement.dataset.mode === "emulator";

if (emulated) {
  current = (stored(tab, NAME) ?? "") as Trouble;
  // Blocked, the page would look signed out from the start; only the window of a sign-in needs it.
  if (current === "blocked" && !opener) current = "";
  const limit = AbortSignal.timeout;
  AbortSignal.timeout = (time) => limit.call(AbortSignal, current === "hang" ? Math.min(time, HANG) : time);
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (name, value) {
    if (current === "full" && this === local) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    setItem.call(this, name, value);
  };
  blockStorage(window);
}
