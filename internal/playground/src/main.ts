// The page. To add a section:
//
//   1. give it a <section id="…" class="band" aria-labelledby="…"> in index.html,
//      with all it says in there and room for what it will show, so that nothing
//      moves when scripts run; the shared parts of parts.css are its building blocks;
//   2. give it a module that exports start…(), called below, and a stylesheet that
//      page.css imports. The module finds its elements with $ of dom.ts, makes
//      others with el, shows code with codeBlock of code.ts, and hears who is
//      signed in by onSession of session.ts;
//   3. run go generate ./internal/playground.
//
// Marked data-session="out" or "in", a part shows while nobody or somebody is signed
// in; class gated makes it inert until then. What is between {{emulator}} and
// {{/emulator}}, or {{live}} and {{/live}}, is there with that one alone, {{live}}
// being all else; between {{openrouter}} and {{/openrouter}}, with OpenRouter itself;
// between {{running}} and {{/running}}, where the examples run that need a process.
//
// Modules run in the order of imports. What must be there before the drop-in module
// runs and finishes a pending sign-in comes before orkey.ts.

import "./foreign";
import "./watch";
import "./sign-in-error";
import "./orkey";
import { signIn } from "./begin";
import { startChat } from "./chat";
import { startCode } from "./code";
import { startInspector } from "./inspector";
import { startKey } from "./key";
import { startLook } from "./look";
import { startNav } from "./nav";
import { startPeers } from "./peers";
import { startSession } from "./session";
import { startTheme } from "./theme";
import { startWays } from "./ways";

startTheme();
startNav();
startCode();
startLook();
startInspector();
startKey();
startPeers();
startChat();
startWays();
startSession();

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest(".again")) signIn();
});
