import { fail } from "./errors";
import { inPage, tried } from "./storage";

const KEY = "openrouter_api_key";
const USER = "openrouter_user_id";

/** A key that the browser would not store: it lasts as long as this page. */
let unstored: string | null = null;

const listeners = new Set<() => void>();

const read = (name: string): string | null => tried(() => localStorage.getItem(name));

const write = (name: string, value?: string | null): void =>
  value ? localStorage.setItem(name, value) : localStorage.removeItem(name);

let told = read(KEY);

/** Calls `fn` whenever the key changes, here or in another tab. Returns the end of that. */
export const onAuthChange = (fn: () => void): (() => void) => (listeners.add(fn), () => listeners.delete(fn));

/** Tells everybody. One that throws is reported as a rejected promise is, and stops nobody else. */
export const changed = (): void => {
  told = read(KEY);
  [...listeners].forEach(async (fn) => fn());
};

/** The person's key, or null. OpenRouter's module may have stored "undefined": no key. */
export const getApiKey = (): string | null => {
  const key = unstored ?? read(KEY);
  return (key !== "undefined" && key) || null;
};

/** OpenRouter's id of the person (`user_…`), or null where it gave none. */
export const getUserId = (): string | null => getApiKey() && read(USER);

/**
 * Signs in with a key. Throws `storage` if the browser would not store it: the
 * key then lasts as long as this page.
 */
export const setApiKey = (key: string | null, userId?: string | null): void => {
  if (!inPage) return;
  try {
    // The key last: when other tabs hear of it, the rest is there.
    write(USER, userId);
    write(KEY, key);
    unstored = null;
  } catch {
    unstored = key;
  }
  changed();
  if (unstored) fail("storage");
};

/** Forgets the key, here and in every tab. OpenRouter still has it: see keyLinks. */
export const clearApiKey = (): void => setApiKey(null);

if (inPage) {
  // What other tabs do, also while this page lay in the back/forward cache.
  for (const type of ["storage", "pageshow"])
    addEventListener(type, () => {
      if (read(KEY) !== told) {
        unstored = null;
        changed();
      }
    });
}
