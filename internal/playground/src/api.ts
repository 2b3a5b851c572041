// GET of OpenRouter's API, for what the page shows.

import { Problem, refused, unreachable } from "./problem";

/** Returns the data member of an answer. Rejects with a Problem. */
export const get = async <Data>(url: string, key?: string): Promise<Data> => {
  const { origin } = new URL(url);
  try {
    const headers: HeadersInit = key ? { Authorization: `Bearer ${key}` } : {};
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw await refused(response, origin, "OpenRouter");
    const { data } = await response.json();
    if (data) return data;
    throw new SyntaxError("no data");
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem("The answer makes no sense. Is something between this page and OpenRouter?", { retry: true });
    throw unreachable(error, origin);
  }
};
