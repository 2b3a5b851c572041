// GET of OpenRouter's API, for what the page shows.

import { refused, unreachable } from "./problem";

/** Returns the data member of an answer. Rejects with a Problem. */
export const get = async <Data>(url: string, key?: string): Promise<Data> => {
  const { origin } = new URL(url);
  try {
    const headers: HeadersInit = key ? { Authorization: `Bearer ${key}` } : {};
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw await refused(response, origin);
    return (await response.json()).data;
  } catch (error) {
    throw unreachable(error, origin);
  }
};
