// The other tabs that have this page open, and what they did last.

import { $ } from "./dom";

/** What tabs tell one another: each tab has a name of its own, which dies with it. */
interface Word {
  from: string;
  /** Asks to be answered. */
  hello?: boolean;
  /** Is the last word. */
  bye?: boolean;
}

/** How long the others have to answer, in milliseconds. */
const PATIENCE = 300;

const strip = $("#peers");
const time = new Intl.DateTimeFormat("en", { timeStyle: "short", hourCycle: "h23" });
const name = `${Math.random()}`;

let others = new Set<string>();
let counting = 0;
let channel: BroadcastChannel | undefined;

/** Says how many there are, from now on, and what they do. */
export const startPeers = (): void => {
  enter();
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) enter();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) count();
  });
  // A storage event is always of another tab.
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key !== null && key !== "openrouter_api_key") return;
    const did = key === null ? "cleared the storage" : !newValue ? "signed out" : oldValue ? "changed the key" : "signed in";
    $("#peers-last").textContent = `Another tab ${did} at ${time.format(new Date())}.`;
    strip.classList.remove("news");
    void strip.offsetWidth; // or the animation would not begin again
    strip.classList.add("news");
  });
};

const say = (word: Omit<Word, "from"> = {}): void => channel?.postMessage({ from: name, ...word } satisfies Word);

const enter = (): void => {
  try {
    channel = new BroadcastChannel("orkey demo");
  } catch {
    return; // the browser keeps this page to itself
  }
  channel.onmessage = ({ data: { from, hello, bye } }: MessageEvent<Word>) => {
    if (bye) others.delete(from);
    else others.add(from);
    if (hello) say();
    if (!counting) show();
  };
  count();
};

const leave = (): void => {
  say({ bye: true });
  channel?.close();
  channel = undefined;
};

/** Asks who is there: a tab that crashed has not said goodbye. */
const count = (): void => {
  others = new Set();
  say({ hello: true });
  clearTimeout(counting);
  counting = setTimeout(() => {
    counting = 0;
    show();
  }, PATIENCE);
};

const show = (): void => {
  const { size } = others;
  strip.classList.toggle("alone", !size);
  $("#peers-count").textContent = size ? `In step with ${size} other tab${size > 1 ? "s" : ""}` : "No other tab has this page open";
};
