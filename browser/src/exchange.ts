import { ask } from "./ask";
import type { Attempt } from "./attempt";
import { at } from "./config";
import { fail } from "./errors";
import type { OpenRouterErrorCode } from "./orkey";
import { setApiKey } from "./session";

/**
 * Exchanges a code for key and user id and keeps them: one POST, never
 * repeated, as a code works once.
 */
export const exchange = async (code: string, attempt: Attempt | null, problem?: OpenRouterErrorCode | "" | false): Promise<void> => {
  await 0; // the page that imports this module may configure it first
  if (!attempt) fail("attempt_missing");
  if (problem) fail(problem);
  const answer = await ask(at("/api/v1/auth/keys", attempt.base), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code, code_verifier: attempt.verifier, code_challenge_method: "S256" }),
    referrerPolicy: "no-referrer",
  });
  if (!answer?.key?.match?.(/^sk-or-[\w-]{16,}$/)) fail("malformed");
  setApiKey(answer.key, answer.user_id);
};
