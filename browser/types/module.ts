// orkey.d.ts says what the sources are.
import type * as declared from "../dist/orkey";
import type * as written from "../src/index";

type Same<A, B> = { [Name in keyof A | keyof B]: Name extends keyof A & keyof B ? true : Name };
const names: Same<typeof declared, typeof written> = {
  onAuthChange: true,
  getApiKey: true,
  setApiKey: true,
  clearApiKey: true,
  hasOAuthCallbackPending: true,
  initiateOAuth: true,
  handleOAuthCallback: true,
  configure: true,
  completeSignIn: true,
  getUserId: true,
  isSignedIn: true,
  keyLinks: true,
  OpenRouterError: true,
};

declare const sources: typeof written;
export const module: typeof declared = sources;
export { names };
