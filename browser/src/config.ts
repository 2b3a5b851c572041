/** What configure sets: the defaults of every sign-in of this page. */
export const config: { baseUrl: string; timeout: number; server?: string } = {
  baseUrl: "https://openrouter.ai",
  timeout: 30_000,
};

/** A URL at OpenRouter, whose address may end in a slash, or in /api/v1 as SDKs write it. */
export const at = (path: string, base = config.baseUrl): string => new URL(path, base).href;

/** The name of an attribute or parameter as the name of an option: callback-url is callbackUrl. */
export const camel = (name: string): string => name.replace(/[-_]./g, (pair) => pair[1]!.toUpperCase());
