// The inspector: the last sign-in of this tab, step by step, and what goes wrong in
// the next one.

import { signIn } from "./begin";
import { holdToShow } from "./cover";
import { $, $$, icon } from "./dom";
import { factsOf } from "./facts";
import { base, keptKey, orkey } from "./orkey";
import { ended, lastSignIn, onRecord, sentVerifier, setSignIn, type SignIn } from "./record";
import { failedAt, progressOf, type Step, steps, wordsOf } from "./steps";
import { cameTrue, onTrouble, setTrouble, type Trouble, trouble } from "./trouble";
import { called, expect, watchCleaning, watchKey } from "./watch";

const tab = (step: Step): HTMLButtonElement => $(`#step-${step}`);
const panel = (step: Step): HTMLElement => $(`#facts-${step}`);
const switches = $$<HTMLInputElement>("#trouble input");

/** Where each kind of trouble comes from, in real life. */
const causes: { [trouble in Trouble]: string } = {
  "": "Nothing goes wrong in the next sign-in.",
  denied: "They press Deny, or have second thoughts. The emulator answers as if they had, and does not ask. Step 3.",
  state: "A link lures them into somebody else’s sign-in, to use a key that is watched. Step 3.",
  expired: "The laptop slept between Authorize and the callback: a code lasts ten minutes. Step 4.",
  verifier: "Somebody has stolen the code, and has to guess the verifier. Step 4.",
  error: "OpenRouter has a bad moment. Step 4.",
  hang: "A train, a tunnel, a hotel: no answer comes. This page waits 3 seconds, not 30. Step 4.",
  offline: "The network is gone by the time they are back. Step 4.",
  blocked: "They block site data, or the page is in a sandboxed frame. Step 1, or in a window step 5.",
  full: "The site has filled its localStorage. There is no room for the key. Step 5.",
};

/** What is next after a switch has done its work and gone back, until somebody chooses. */
const DONE = "The switch is back at “nothing” by itself: each fault happens once.";

/** Shows what happened, from now on. */
export const startInspector = (): void => {
  watchCleaning();
  startSteps();
  if (switches.length) startSwitches();
  holdToShow($("#hold"), () => panel(chosen));
  $("#forget").onclick = () => {
    setSignIn();
    $("#hold").focus({ preventScroll: true }); // this one is gone
  };
  $("#watch").onclick = () => begin("redirect");
  $("#watch-window").onclick = () => begin("popup");

  let signedIn = !!keptKey();
  orkey.onAuthChange(() => {
    if (trouble() === "blocked") return; // it only looks so
    watchKey();
    const key = keptKey();
    const last = lastSignIn();
    if (signedIn && !key && last && ended(last)) setSignIn(); // one under way is not over with who was there before
    signedIn = !!key;
  });

  const first = lastSignIn();
  onRecord(() => {
    const signIn = lastSignIn();
    if (signIn?.error || signIn?.popup || signIn?.request) choose(reached(signIn));
    show(signIn);
  });
  if (first) choose(reached(first));
  if (called && first?.here) show(first);
  else draw(first);
  // Back where they began: foot.ts has scrolled there.
  const back = called && first?.place;
  if (back) $(first.here ? "#watch" : `#${back.heading}`).focus({ preventScroll: true });
};

/** Shows all there is. How a sign-in failed that began here stands nowhere else: it comes into view. */
const show = async (signIn: SignIn | undefined): Promise<void> => {
  await draw(signIn);
  if (!signIn?.here || !signIn.error || signIn !== lastSignIn()) return;
  for (const part of [panel(chosen), $(".failure")]) part.scrollIntoView({ behavior: "instant", block: "nearest" });
};

const begin = (mode: "redirect" | "popup"): void => {
  expect();
  signIn({ mode });
};

// Steps: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/, one below the other.

let chosen: Step = 1;

const startSteps = (): void => {
  for (const step of steps)
    tab(step).onclick = () => {
      choose(step);
      panel(step).scrollIntoView({ behavior: "instant", block: "nearest" }); // below the steps, where there is no room beside them
    };
  $(".steps").onkeydown = (event) => {
    const to = { ArrowDown: chosen % 5, ArrowUp: chosen - 2, Home: 0, End: 4 }[event.key];
    const step = to !== undefined && steps.at(to);
    if (!step) return;
    event.preventDefault();
    choose(step);
    tab(step).focus();
  };
};

const choose = (step: Step): void => {
  chosen = step;
  for (const each of steps) {
    tab(each).ariaSelected = `${each === step}`;
    tab(each).tabIndex = each === step ? 0 : -1;
    panel(each).hidden = each !== step;
  }
};

/** The step that failed, or the last that anything is known of. */
const reached = (signIn: SignIn): Step =>
  failedAt(signIn) ?? [...steps].reverse().find((step) => ["done", "now"].includes(progressOf(signIn, step))) ?? 1;

/** Shows all there is; of two calls the later counts. */
const draw = async (signIn: SignIn | undefined): Promise<void> => {
  for (const step of steps) {
    const progress = progressOf(signIn, step);
    const [mark, , words] = tab(step).children;
    tab(step).dataset.progress = progress;
    mark?.replaceChildren(progress === "done" ? icon("done") : progress === "failed" ? icon("close") : `${step}`);
    words!.textContent = wordsOf(signIn, step);
  }
  $("#watched").textContent = summary(signIn);
  $("#forget").hidden = !signIn;
  const computed = { made: await challengeOf(signIn?.verifier), sent: await challengeOf(sentVerifier(signIn ?? {})) };
  if (signIn !== lastSignIn()) return;
  for (const step of steps) $(".known", panel(step)).replaceChildren(...factsOf(step, signIn ?? {}, computed, base));
};

const summary = (signIn: SignIn | undefined): string => {
  if (!signIn) return "Nobody has signed in from this tab yet.";
  const step = failedAt(signIn);
  const what = step ? `failed in step ${step}` : signIn.kept ? "went well" : "is under way";
  const time = new Date(signIn.begun).toLocaleTimeString("en", { timeStyle: "medium", hour12: false });
  const on = ended(signIn) && !cameTrue(signIn) ? "" : signIn.trouble;
  const name = switches.find(({ value }) => value && value === on)?.parentElement?.textContent.trim();
  return `${ended(signIn) ? "The last" : "This"} sign-in, ${signIn.popup ? "in a window " : ""}at ${time}, ${what}${name ? ` with “${name}” switched on` : ""}.`;
};

/** RFC 7636, section 4.2. Where there is no cryptography, there is no sign-in either. */
const challengeOf = async (verifier: string | undefined): Promise<string | undefined> => {
  if (!verifier || !crypto.subtle) return undefined;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...new Uint8Array(hash))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

// Switches, which the page of an emulator has.

const startSwitches = (): void => {
  for (const input of switches)
    input.onchange = () => {
      setTrouble(input.value as Trouble);
      $("#trouble-note").textContent = causes[trouble()];
    };
  onTrouble(showTrouble);
  onRecord(showTrouble);
  showTrouble();
};

const showTrouble = (): void => {
  for (const input of switches) input.checked = input.value === trouble();
  const signIn = lastSignIn();
  $("#trouble-note").textContent = !trouble() && signIn && cameTrue(signIn) ? DONE : causes[trouble()];
};

