import type { SignInOptions } from "./orkey";

export const config = { baseUrl: "https://openrouter.ai", timeout: 30_000 };

/** Sets defaults for every sign-in of this page. */
export const configure = (options: SignInOptions): void => void Object.assign(config, options);

/** A URL at OpenRouter, whose address may end in a slash, or in /api/v1 as SDKs write it. */
export const at = (path: string, base = config.baseUrl): string => new URL(path, base).href;

/** The name of an attribute or parameter as the name of an option: callback-url is callbackUrl. */
export const camel = (name: string): string => name.replace(/[-_]./g, (pair) => pair[1]!.toUpperCase());
