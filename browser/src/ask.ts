import { config } from "./config";
import { fail } from "./errors";

/**
 * Asks a server once and returns its answer if that is JSON. An answer that says
 * no, or none in time, fails, and nothing of it gets out of here.
 */
export const ask = async (url: string, request?: RequestInit): Promise<any> => {
  const signal = AbortSignal.timeout(config.timeout);
  let ok;
  let answer: any;
  try {
    const response = await fetch(url, { redirect: "error", signal, ...request });
    ok = response.ok;
    answer = await response.json();
  } catch {} // no answer, or one that is not JSON
  if (signal.aborted) fail("timeout");
  if (!ok) fail(/code/.test(answer?.error?.message) ? "code_rejected" : "unavailable"); // a 400 has many causes
  return answer;
};
