// What went wrong, in words that say what to do.

import type { Note } from "./notice";

/** An error whose message is for the person at the page. */
export class Problem extends Error {
  /** Where it can be put right. */
  readonly link: Note["link"];
  /** Another key would put it right. */
  readonly again: boolean;

  constructor(message: string, { link, again = false }: Pick<Note, "link" | "again"> = {}) {
    super(message);
    this.link = link;
    this.again = again;
  }
}

/** The key is gone: the page has to forget it and offer the button again. */
export class KeyGone extends Problem {
  constructor() {
    super("OpenRouter no longer knows this key: it was deleted or has expired.", { again: true });
  }
}

/** OpenRouter's error object, if it is one. */
interface APIError {
  code?: unknown;
  message?: unknown;
  metadata?: { limit_source?: unknown };
}

/** Makes a Problem of an answer that is not 2xx. */
export const refused = async (response: Response, base: string): Promise<Problem> => {
  const error = await response.json().then(
    (body) => body?.error,
    () => undefined,
  );
  return problemOf(error, response.status, base);
};

/**
 * Makes a Problem of OpenRouter's error object, which comes as an answer or in the middle of a stream. It may be missing
 * or of another shape: a gateway in between answers in HTML.
 */
export const problemOf = (error: APIError | undefined, status: number, base: string): Problem => {
  const said = brief(error?.message);
  switch (status) {
    case 401:
      return new KeyGone();
    case 402:
      return unpaid(error?.metadata?.limit_source, base);
    case 408:
      return new Problem("The model took too long. Try again, or choose another.");
    case 429:
      return new Problem("Too many requests for now. Wait a moment, or choose another model.");
  }
  if (status >= 500) return new Problem(`The model failed${said || ` (${status})`}. Try again, or choose another.`);
  return new Problem(`OpenRouter refused${said || ` with status ${status}`}.`);
};

/** 402: which of the three limits it was decides what helps. */
const unpaid = (source: unknown, base: string): Problem => {
  switch (source) {
    case "openrouter_key_limit":
      return new Problem("This key has reached its limit. Raise the limit, or sign in for a new key.", { again: true });
    case "openrouter_in_flight_budget":
      return new Problem("Answers still under way use up what is left. Wait for them to end, then try again.");
    default:
      return new Problem("Your OpenRouter account is out of credits.", {
        link: { href: `${base}/settings/credits`, text: "Add credits" },
      });
  }
};

/** Makes a Problem of what fetch or a reader threw; what somebody stopped stays as it is. */
export const unreachable = (error: unknown, base: string): unknown => {
  if (error instanceof Problem || (error as Error)?.name === "AbortError") return error;
  if (!navigator.onLine && !isLoopback(base)) return new Problem("You are offline. Check the connection, then try again.");
  return new Problem(
    `${new URL(base).host} cannot be reached. ${isLoopback(base) ? "Is the emulator still running?" : "Try again in a moment."}`,
  );
};

const isLoopback = (url: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

/** A stranger's message, cut to a line, without anything that looks like a key. */
const brief = (message: unknown): string => {
  if (typeof message !== "string" || !message.trim()) return "";
  const line = message.replace(/\s+/g, " ").trim().replace(/sk-or-[\w-]+/g, "sk-or-…");
  return `: ${line.length > 200 ? line.slice(0, 199) + "…" : line}`.replace(/\.$/, "");
};
