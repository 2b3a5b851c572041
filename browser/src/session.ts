import { ask } from "./ask";
import { config } from "./config";
import { fail } from "./errors";
import { inPage, tried } from "./storage";

const USER = "openrouter_user_id";

/** Where it is kept what makes somebody signed in: the key, or what a server with the key said. */
const slot = (): string => (config.server ? "openrouter_session" : "openrouter_api_key");

/** What the browser would not store there: it lasts as long as this page. */
let unstored: string | null = null;

const listeners = new Set<() => void>();

const read = (name: string): string | null => tried(() => localStorage.getItem(name));

const write = (name: string, value?: string | null): void =>
  value ? localStorage.setItem(name, value) : localStorage.removeItem(name);

/** What was there when everybody was told last. */
let told = read(slot());

/** Calls `fn` whenever somebody signs in or out, here or in another tab. Returns the end of that. */
export const onAuthChange = (fn: () => void): (() => void) => (listeners.add(fn), () => listeners.delete(fn));

/** Tells everybody. One that throws is reported as a rejected promise is, and stops nobody else. */
export const changed = (): void => {
  told = read(slot());
  [...listeners].forEach(async (fn) => fn());
};

/** What makes somebody signed in. OpenRouter's module may have stored "undefined": no key. */
export const held = (): string | null => {
  const value = unstored ?? read(slot());
  return (value !== "undefined" && value) || null;
};

/** Whether somebody is signed in, be the key here or on a server. */
export const isSignedIn = (): boolean => !!held();

/** The person's key, or null: always where a server has it. */
export const getApiKey = (): string | null => (config.server ? null : held());

/** OpenRouter's id of the person (`user_…`), or null where it gave none. */
export const getUserId = (): string | null => held() && read(USER);

/**
 * Signs in with a key. Throws `storage` if the browser would not store it: the
 * key then lasts as long as this page.
 */
export const setApiKey = (key: string | null, userId?: string | null): void => {
  if (!inPage) return;
  try {
    // The key last: when other tabs hear of it, the rest is there.
    write(USER, userId);
    write(slot(), key);
    unstored = null;
  } catch {
    unstored = key;
  }
  changed();
  if (unstored) fail("storage");
};

/**
 * Forgets the key, here and in every tab. OpenRouter still has it: see keyLinks.
 * Where a server has it, it ends the session first: the promise tells.
 */
export const clearApiKey = (): void | Promise<void> =>
  config.server ? ask(config.server + "/logout", { method: "POST" }).then(() => setApiKey(null)) : setApiKey(null);

if (inPage) {
  // What other tabs do, also while this page lay in the back/forward cache.
  for (const type of ["storage", "pageshow"])
    addEventListener(type, () => {
      if (read(slot()) !== told) {
        unstored = null;
        changed();
      }
    });
}
