// What OpenRouter's own drop-in module is, written for the benchmark: the same
// seven functions, the same storage keys, the same weight, and no more.
const OPENROUTER = "https://openrouter.ai";
const KEY = "openrouter_api_key";
const VERIFIER = "openrouter_code_verifier";

const isBrowser = typeof window !== "undefined";
const listeners = new Set<() => void>();
const notify = () => listeners.forEach((fn) => fn());

if (isBrowser) {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) notify();
  });
}

export const onAuthChange = (fn: () => void) => {
  listeners.add(fn);
  return () => {
    listeners.delete(fn);
  };
};

export const getApiKey = () => (isBrowser ? localStorage.getItem(KEY) : null);

export const setApiKey = (key: string) => {
  if (!isBrowser) return;
  localStorage.setItem(KEY, key);
  notify();
};

export const clearApiKey = () => {
  if (!isBrowser) return;
  localStorage.removeItem(KEY);
  notify();
};

export const hasOAuthCallbackPending = () => isBrowser && sessionStorage.getItem(VERIFIER) !== null;

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

export async function initiateOAuth(callbackUrl?: string): Promise<void> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  sessionStorage.setItem(VERIFIER, verifier);
  const query = new URLSearchParams({
    callback_url: callbackUrl ?? window.location.origin + window.location.pathname,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  window.location.href = `${OPENROUTER}/auth?${query.toString()}`;
}

export async function handleOAuthCallback(code: string): Promise<void> {
  const verifier = sessionStorage.getItem(VERIFIER);
  if (!verifier) throw new Error("Missing code verifier. Start the sign-in again.");
  sessionStorage.removeItem(VERIFIER);
  const response = await fetch(`${OPENROUTER}/api/v1/auth/keys`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code, code_verifier: verifier, code_challenge_method: "S256" }),
  });
  if (!response.ok) {
    throw new Error(`The key exchange failed (${response.status}): ${await response.text()}`);
  }
  const { key } = (await response.json()) as { key: string };
  setApiKey(key);
}
