export type OpenRouterErrorCode =
  | "denied"
  | "state_mismatch"
  | "attempt_missing"
  | "code_rejected"
  | "malformed"
  | "unavailable"
  | "timeout"
  | "storage"
  | "insecure_context"
  | "popup_blocked"
  | "popup_closed";

/**
 * Every failure of a sign-in. Decide by `code`, show `message`: it never holds
 * a key, a code or anything that a server or a stranger wrote.
 */
export class OpenRouterError extends Error {
  constructor(readonly code: OpenRouterErrorCode, how = "") {
    super(`Sign-in failed: ${code.replace("_", " ")}. Try again${how}.`);
  }
}
