import type { Attempt } from "./attempt";
import { at, config } from "./config";
import { fail } from "./errors";
import type { OpenRouterErrorCode } from "./orkey";
import { setApiKey } from "./session";

/**
 * Exchanges a code for key and user id and keeps them: one POST, never
 * repeated, as a code works once. Nothing else of the answer gets out of here.
 */
export const exchange = async (code: string, attempt: Attempt | null, problem?: OpenRouterErrorCode): Promise<void> => {
  await 0; // the page that imports this module may configure it first
  if (!attempt) fail("attempt_missing");
  if (problem) fail(problem);
  const signal = AbortSignal.timeout(config.timeout);
  let ok;
  let answer: any;
  try {
    const response = await fetch(at("/api/v1/auth/keys", attempt.base), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code, code_verifier: attempt.verifier, code_challenge_method: "S256" }),
      referrerPolicy: "no-referrer",
      redirect: "error",
      signal,
    });
    ok = response.ok;
    answer = await response.json();
  } catch {} // no answer, or one that is not JSON
  if (!(ok && answer?.key?.match?.(/^sk-or-[\w-]{16,}$/))) {
    fail(
      signal.aborted ? "timeout"
      : ok ? "malformed"
      : /code/.test(answer?.error?.message) ? "code_rejected" // a 400 has many causes
      : "unavailable",
    );
  }
  setApiKey(answer.key, answer.user_id);
};
