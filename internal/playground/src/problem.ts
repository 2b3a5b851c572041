// What went wrong, in words that say what to do.

import type { Note } from "./notice";
import { emulated, orkey } from "./orkey";

/** An error whose message is for the person at the page. */
export class Problem extends Error {
  /** Where it can be put right. */
  readonly link: Note["link"];
  /** Another key would put it right. */
  readonly again: boolean;
  /** The same once more may go well. */
  readonly retry: boolean;

  constructor(message: string, { link, again = false, retry = false }: Pick<Note, "link" | "again" | "retry"> = {}) {
    super(message);
    this.link = link;
    this.again = again;
    this.retry = retry;
  }
}

/** The key is gone: the page has to forget it and offer the button again. */
export class KeyGone extends Problem {
  constructor() {
    super(
      emulated
        ? "The emulator no longer knows this key. It forgets all keys when it ends; or this one was deleted, or has expired."
        : "OpenRouter no longer knows this key: it was deleted or has expired.",
      { again: true },
    );
  }
}

type Asked = "The model" | "OpenRouter";

/** OpenRouter's error object, if it is one. */
interface APIError {
  code?: unknown;
  message?: unknown;
  metadata?: { limit_source?: unknown; headers?: { "X-RateLimit-Reset"?: unknown } };
}

/** Makes a Problem of an answer that is not 2xx; asked is who was: a model, or OpenRouter itself. */
export const refused = async (response: Response, base: string, asked?: Asked): Promise<Problem> => {
  const error = await response.json().then(
    (body) => body?.error,
    () => undefined,
  );
  return problemOf(error, response.status, base, asked, response.headers.get("Retry-After"));
};

/**
 * Makes a Problem of OpenRouter's error object, which comes as an answer or in the middle of a stream. It may be missing
 * or of another shape: a gateway in between answers in HTML.
 */
export const problemOf = async (
  error: APIError | undefined,
  status: number,
  base: string,
  asked: Asked = "The model",
  retryAfter: string | null = null,
): Promise<Problem> => {
  const said = brief(error?.message);
  const other = asked === "The model" ? ", or choose another model" : "";
  switch (status) {
    case 401:
      return new KeyGone();
    case 402:
      return unpaid(error, base);
    case 408:
      return new Problem(`${asked} took too long. Try again${other}.`, { retry: true });
    case 429:
      return new Problem(`Too many requests for now. ${wait(retryAfter, error)}${other}.`, { retry: true });
  }
  if (status >= 500) return new Problem(`${asked} failed${said || ` (${status})`}. Try again${other}.`, { retry: true });
  return new Problem(`OpenRouter refused${said || ` with status ${status}`}.`);
};

/** 402: which of the three limits it was decides what helps. */
const unpaid = async (error: APIError | undefined, base: string): Promise<Problem> => {
  const credits = { href: `${base}/settings/credits`, text: "Add credits" };
  switch (error?.metadata?.limit_source) {
    case "openrouter_credits":
      return new Problem("Your OpenRouter account is out of credits.", { link: credits });
    case "openrouter_key_limit": {
      const href = (await orkey.keyLinks())?.settings;
      return new Problem("This key has reached its limit. Raise that in its settings, or sign in for a new key.", {
        link: href ? { href, text: "Key settings" } : undefined,
        again: true,
      });
    }
    case "openrouter_in_flight_budget":
      return new Problem("Answers still under way use up what is left. Wait for them to end, then try again.", { retry: true });
    default:
      return new Problem(`OpenRouter wants to be paid${brief(error?.message)}.`, { link: credits });
  }
};

/**
 * When a request may go well that was one too many. A page can't read Retry-After unless the server lets it, which
 * OpenRouter does not; for its own limits it says in the error when they start afresh, in milliseconds.
 */
const wait = (retryAfter: string | null, error: APIError | undefined): string => {
  const reset = Number(error?.metadata?.headers?.["X-RateLimit-Reset"]);
  const seconds = Math.ceil(retryAfter === null ? (reset - Date.now()) / 1000 : Number(retryAfter) || (Date.parse(retryAfter) - Date.now()) / 1000);
  if (!(seconds > 0)) return "Wait a moment";
  const [number, unit] = seconds < 100 ? [seconds, "second"] : seconds < 6000 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return `Wait ${new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(Math.ceil(number))}`;
};

/** Makes a Problem of what fetch or a reader threw; what somebody stopped stays as it is. */
export const unreachable = (error: unknown, base: string): unknown => {
  if (error instanceof Problem || (error as Error)?.name === "AbortError") return error;
  if (!navigator.onLine && !isLoopback(base)) return new Problem("You are offline. Check the connection, then try again.", { retry: true });
  return new Problem(
    `${new URL(base).host} cannot be reached. ${isLoopback(base) ? "Is the emulator still running?" : "Try again in a moment."}`,
    { retry: true },
  );
};

const isLoopback = (url: string): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

/** A stranger's message, cut to a line, without anything that looks like a key. */
const brief = (message: unknown): string => {
  if (typeof message !== "string" || !message.trim()) return "";
  const line = message.replace(/\s+/g, " ").trim().replace(/sk-or-[\w-]+/g, "sk-or-…");
  return `: ${line.length > 200 ? line.slice(0, 199) + "…" : line}`.replace(/\.$/, "");
};
