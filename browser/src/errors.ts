import type { OpenRouterErrorCode } from "./orkey";

/** How to try again, where that takes more than a click. */
const how: { [code: string]: string } = {
  insecure_context: " over https or on localhost",
  storage: " with room for site data",
};

/**
 * Every failure of a sign-in. Decide by `code`, show `message`: it never holds
 * a key, a code or anything that a server or a stranger wrote.
 */
export class OpenRouterError extends Error {
  declare readonly code: OpenRouterErrorCode;
  constructor(code: OpenRouterErrorCode) {
    super(`Sign-in ${code === "denied" ? "" : "failed: "}${code.replace("_", " ")}. Try again${how[code] ?? ""}.`);
    this.code = code;
  }
}

export const fail: (code: OpenRouterErrorCode) => never = (code) => {
  throw new OpenRouterError(code);
};
