// How a page in TypeScript uses the module.
import { OpenRouterError, completeSignIn, clearApiKey, configure, getApiKey, initiateOAuth, isSignedIn, keyLinks, onAuthChange } from "../dist/orkey";

configure({ baseUrl: "http://localhost:8787", keyLabel: "A page", limit: 5, usageLimitType: "monthly", timeout: 10_000 });
// @ts-expect-error there is no such mode
configure({ mode: "tab" });
// @ts-expect-error a name that is none of OpenRouter's parameters
configure({ label: "A page" });

const stop: () => void = onAuthChange(() => console.log(getApiKey()?.length));
stop();

configure({ server: "/auth" });
if (isSignedIn()) await clearApiKey();

const result = await completeSignIn();
if (result?.error?.code === "denied") console.log(result.error.message);
// @ts-expect-error there is no such code
if (result?.error?.code === "refused") console.log();
// @ts-expect-error the result never holds the key
result?.key;

try {
  await initiateOAuth("https://app.example/callback");
  await initiateOAuth({ mode: "popup" });
} catch (error) {
  if (error instanceof OpenRouterError) console.log(error.code satisfies string);
}

const links = await keyLinks();
links?.logs.startsWith("https:");

const element = document.createElement("openrouter-sign-in");
element.addEventListener("openrouter-signin", (event) => event.detail.userId?.length);
element.addEventListener("openrouter-error", (event) => event.detail.code === "timeout" && event.preventDefault());
element.addEventListener("click", (event) => event.clientX);
document.addEventListener("openrouter-loading", (event) => event.detail.loading === true);
// @ts-expect-error an event never holds the key
element.addEventListener("openrouter-signin", (event) => event.detail.key);
