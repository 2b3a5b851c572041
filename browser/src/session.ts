import { OpenRouterError } from "./errors";
import { inPage, read, write } from "./storage";

const KEY = "openrouter_api_key";
const USER = "openrouter_user_id";

/** A key that the browser would not store: it lasts as long as this page. */
let unstored: string | null = null;

const listeners = new Set<() => void>();

/** Calls `fn` whenever the key changes, here or in another tab. Returns the end of that. */
export const onAuthChange = (fn: () => void): (() => void) => (listeners.add(fn), () => listeners.delete(fn));

/** Tells everybody. One that throws is reported as a rejected promise is, and stops nobody else. */
export const changed = (): void => [...listeners].forEach(async (fn) => fn());

/** The person's key, or null. OpenRouter's module may have stored "undefined": no key. */
export const getApiKey = (): string | null => {
  const key = unstored ?? read("localStorage", KEY);
  return key && key !== "undefined" ? key : null;
};

/** OpenRouter's id of the person (`user_…`), or null where it gave none. */
export const getUserId = (): string | null => getApiKey() && read("localStorage", USER);

/**
 * Signs in with a key. Throws `storage` if the browser would not store it: the
 * key then lasts as long as this page.
 */
export const setApiKey = (key: string | null, userId: string | null = null): void => {
  if (!inPage) return;
  // The key last: when other tabs hear of it, the rest is there.
  write("localStorage", USER, userId);
  unstored = write("localStorage", KEY, key) ? null : key;
  changed();
  if (unstored) throw new OpenRouterError("storage");
};

/** Forgets the key, here and in every tab. OpenRouter still has it: see keyLinks. */
export const clearApiKey = (): void => setApiKey(null);

if (inPage) {
  addEventListener("storage", ({ key }) => {
    // No name: somebody cleared all of it.
    if (key === KEY || key === null) {
      unstored = null;
      changed();
    }
  });
  // Other tabs may have done anything while this page lay in the back/forward cache.
  addEventListener("pageshow", ({ persisted }) => persisted && changed());
}
