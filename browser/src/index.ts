// The names of OpenRouter's own drop-in module, with the same meaning.
export { onAuthChange, getApiKey, setApiKey, clearApiKey } from "./session";
export { hasOAuthCallbackPending } from "./attempt";
export { initiateOAuth } from "./authorize";
export { handleOAuthCallback, completeSignIn } from "./callback";

// Ours.
export { configure } from "./server";
export { getUserId, isSignedIn } from "./session";
export { keyLinks } from "./links";
export { OpenRouterError } from "./errors";
import "./element";

