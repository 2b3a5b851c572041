// Generated from src/orkey.d.ts by go generate ./browser; do not edit.

/** Sign in with OpenRouter. */

// OpenRouter's own drop-in module has these seven.

/** Calls `fn` whenever somebody signs in or out, here or in another tab. Returns the function that ends it. */
export function onAuthChange(fn: () => void): () => void;

/** The person's OpenRouter API key, or null while nobody is signed in; always null with {@link SignInOptions.server}. */
export function getApiKey(): string | null;

/**
 * Signs in with a key from elsewhere.
 * @throws OpenRouterError `storage` where the browser would not store it: it then lasts as long as this page.
 */
export function setApiKey(key: string): void;

/**
 * Forgets the key, here and in every tab. OpenRouter still has it: {@link keyLinks} says where to delete it.
 * @returns with {@link SignInOptions.server}, a promise that is fulfilled once the server has ended the session, and
 *   rejects with an {@link OpenRouterError} (`unavailable`, `timeout`) if it did not: the person is still signed in
 */
export function clearApiKey(): void | Promise<void>;

/** Whether this tab began a sign-in and did not finish it. Without that, a `?code=` is somebody else's. */
export function hasOAuthCallbackPending(): boolean;

/**
 * Begins a sign-in. The promise is settled when the person is back without having left for good, or when the window of
 * a popup has brought the key. A second call while the first is under way joins it.
 * @param options the callback URL, or options over those of {@link configure}
 * @returns a promise that rejects with an {@link OpenRouterError}
 */
export function initiateOAuth(options?: string | SignInOptions): Promise<void>;

/**
 * Exchanges the code of a callback and stores the key. {@link completeSignIn} does this and the rest.
 * @returns a promise that rejects with an {@link OpenRouterError}
 */
export function handleOAuthCallback(code: string): Promise<void>;

// These are orkey's.

/** Sets defaults for every sign-in of this page. */
export function configure(options: SignInOptions): void;

/**
 * Finishes the sign-in if this page load is the callback of one; null if it is none, or somebody else's. Everybody who
 * asks gets the same answer, out of one exchange. It never rejects.
 */
export function completeSignIn(): Promise<SignInResult | null>;

/** Whether somebody is signed in, be the key here or on a server. */
export function isSignedIn(): boolean;

/** OpenRouter's id of the person (`user_…`), or null where it is not known. */
export function getUserId(): string | null;

/**
 * Where the owner of the key sees what it was used for (logs) and deletes it (settings); null while signed out.
 * @returns a promise that rejects with an {@link OpenRouterError} if {@link SignInOptions.server} can't be asked
 */
export function keyLinks(): Promise<{ logs: string; settings: string } | null>;

export interface SignInOptions {
  /** OpenRouter's address, with or without /api/v1. Default: https://openrouter.ai */
  baseUrl?: string;
  /**
   * Where a server of this origin signs people in and has their keys, such as `/auth`: see package web. The page then
   * knows who is signed in, and no key. Where the sign-in leads, who it asks and with what limit is the server's
   * business: of these options, `timeout` alone still counts. For {@link configure} and the element only.
   */
  server?: string;
  /** Where the person comes back, on this origin. Default: this page without query and hash. */
  callbackUrl?: string;
  /** `popup` keeps the page and opens a window; where that is blocked it redirects. Default: redirect; in a frame, popup. */
  mode?: "redirect" | "popup";
  /** How long a server may take to answer, in milliseconds; for {@link configure} only. Default: 30000. */
  timeout?: number;
  /** The name of the key, at most 100 characters. Default: the app's name. */
  keyLabel?: string;
  /** Credit limit of the key in US dollars; the person can change it. Default: none. */
  limit?: number | string;
  /** How often the limit starts afresh. Default: never. */
  usageLimitType?: "daily" | "weekly" | "monthly";
  /** When the key stops working, as RFC 3339: `date.toISOString()`. Default: never. */
  expiresAt?: string;
  /** The workspace to preselect. */
  workspaceId?: string;
  /** The workspace to insist on. */
  requiredWorkspaceId?: string;
}

/** How a callback ended: with an error, or else signed in. */
export interface SignInResult {
  /** The address on which the sign-in was begun; undefined where another module or tab began it. */
  returnTo: string | undefined;
  error?: OpenRouterError;
}

export type OpenRouterErrorCode =
  /** The person said no. */
  | "denied"
  /** The callback belongs to another attempt. Nothing was sent. */
  | "state_mismatch"
  /** The sign-in was begun in another tab, or storage was cleared meanwhile. */
  | "attempt_missing"
  /** The code was wrong, spent or too old. */
  | "code_rejected"
  /** OpenRouter's answer held no key. */
  | "malformed"
  /** OpenRouter can't be reached, or is out of order. */
  | "unavailable"
  /** It did not answer in time. */
  | "timeout"
  /** The browser refuses to store. If OpenRouter has given a key, it lasts as long as the page. */
  | "storage"
  /** The page has no cryptography: use https or localhost. */
  | "insecure_context"
  /** The page is in a frame and may not open a window. */
  | "popup_blocked"
  /** The window was closed. */
  | "popup_closed";

/** Every failure of a sign-in. Decide by `code`, show `message`; neither holds a secret or a stranger's text. */
export class OpenRouterError extends Error {
  constructor(code: OpenRouterErrorCode);
  readonly code: OpenRouterErrorCode;
}

/**
 * `<openrouter-sign-in>`: a button that is there while nobody is signed in. What is inside it goes before its label; what
 * has `slot="signed-in"`, before "Signed in · sign out". Parts: button, logo, label, spinner, error.
 */
export interface OpenRouterSignInElement extends HTMLElement {
  addEventListener<Name extends keyof OpenRouterEventMap>(
    type: Name,
    listener: (this: OpenRouterSignInElement, event: OpenRouterEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: OpenRouterSignInElement, event: HTMLElementEventMap[Name]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** Its events. They bubble and cross shadow roots, so any ancestor hears them. */
export interface OpenRouterEventMap {
  /** Somebody has signed in, here or in another tab. */
  "openrouter-signin": CustomEvent<{ userId: string | null }>;
  "openrouter-signout": CustomEvent<{ userId: null }>;
  /** A sign-in goes on, or is over. */
  "openrouter-loading": CustomEvent<{ loading: boolean }>;
  /** The element shows the message, unless a listener calls preventDefault. */
  "openrouter-error": CustomEvent<OpenRouterError>;
}

/** Its attributes. A value that is none of those named gives the default, and a warning in the console. */
export interface OpenRouterSignInAttributes {
  /** The look. `icon` is the logo alone, named by the label; `minimal` has no box; `cta` is a page's call to action. */
  variant?: "default" | "minimal" | "branded" | "icon" | "cta" | undefined;
  /** Heights of 32, 40, 48 and 56 pixels. */
  size?: "sm" | "default" | "lg" | "xl" | undefined;
  /** The text of the button, and the name of the icon. Default: Sign in with OpenRouter, in the language of the page where orkey.languages.js is. */
  label?: string | undefined;
  /** The side of the logo; where text runs from right to left, they change. Default: left. */
  logo?: "left" | "right" | "none" | undefined;
  /** Default: auto, which heeds `.dark`, `.light` and `data-theme` around it, the page's color-scheme and the person's preference. */
  theme?: "auto" | "light" | "dark" | undefined;
  /** What is there while somebody is signed in: nothing, or "Signed in · sign out", which signs out. Default: hidden. */
  "signed-in"?: "hidden" | "menu" | undefined;
  disabled?: boolean | undefined;
  /** The element sets and removes it by itself, too. */
  loading?: boolean | undefined;
  mode?: "redirect" | "popup" | undefined;
  "callback-url"?: string | undefined;
  "base-url"?: string | undefined;
  server?: string | undefined;
  "key-label"?: string | undefined;
  limit?: number | string | undefined;
  "usage-limit-type"?: "daily" | "weekly" | "monthly" | undefined;
  "expires-at"?: string | undefined;
  "workspace-id"?: string | undefined;
  "required-workspace-id"?: string | undefined;
}

/** How JSX hears of them: React 19 takes `on` and the name of the event. */
export type OpenRouterEventProps = {
  [Name in keyof OpenRouterEventMap as `on${Name}`]?: ((event: OpenRouterEventMap[Name]) => void) | undefined;
};

/** What every element may have in JSX; frameworks have more, which their own types know. */
export interface OpenRouterElementProps extends OpenRouterSignInAttributes, OpenRouterEventProps {
  children?: any;
  class?: string | undefined;
  className?: string | undefined;
  id?: string | undefined;
  key?: any;
  part?: string | undefined;
  ref?: any;
  slot?: string | undefined;
  style?: any;
  title?: string | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "openrouter-sign-in": OpenRouterSignInElement;
  }
  interface DocumentEventMap extends OpenRouterEventMap {}
  namespace JSX {
    interface IntrinsicElements {
      "openrouter-sign-in": OpenRouterElementProps;
    }
  }
}

// A project has one of these or none: the others can't be found, which is fine.

// @ts-ignore
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      "openrouter-sign-in": DetailedHTMLProps<HTMLAttributes<OpenRouterSignInElement>, OpenRouterSignInElement> & OpenRouterSignInAttributes & OpenRouterEventProps;
    }
  }
}

// @ts-ignore
declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "openrouter-sign-in": OpenRouterElementProps;
    }
  }
}

// @ts-ignore
declare module "vue" {
  interface GlobalComponents {
    // @ts-ignore
    "openrouter-sign-in": new () => OpenRouterSignInElement & { $props: import("vue").HTMLAttributes & OpenRouterVueProps };
  }
}

/** How Vue's templates hear of them: every name in camel case, too. */
export type OpenRouterVueProps = OpenRouterSignInAttributes & {
  [Name in keyof OpenRouterSignInAttributes as Camel<Name>]: OpenRouterSignInAttributes[Name];
} & {
  [Name in keyof OpenRouterEventMap as `on${Capitalize<Camel<Name>>}`]?: ((event: OpenRouterEventMap[Name]) => void) | undefined;
};

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name;

// @ts-ignore
declare module "svelte/elements" {
  interface SvelteHTMLElements {
    // @ts-ignore
    "openrouter-sign-in": HTMLAttributes<OpenRouterSignInElement> & OpenRouterSignInAttributes & OpenRouterEventProps & OpenRouterSvelteProps;
  }
}

/** How Svelte 4 hears of the events. */
export type OpenRouterSvelteProps = {
  [Name in keyof OpenRouterEventMap as `on:${Name}`]?: ((event: OpenRouterEventMap[Name]) => void) | undefined;
};
