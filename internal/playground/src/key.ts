// The card that shows the key, what it may spend and what it has spent.

import { get } from "./api";
import { copyButton } from "./copy";
import { $, $$ } from "./dom";
import { whileHeld } from "./hold";
import { dollars } from "./money";
import { base, live, orkey } from "./orkey";
import { KeyGone } from "./problem";
import { quoted } from "./quote";
import { onSession, withKey } from "./session";
import { counted, expiry, type KeyInfo, leftOf, measure, outlook, when } from "./spending";

const card = $("#account");
const bar = $<HTMLProgressElement>("progress", card);
const problem = $("#account-problem");
const field = (name: string): HTMLElement => $(`[data-field="${name}"]`, card);

/** The key that is shown. An answer about another comes too late. */
let current: string | null = null;

/** Shows the key of whoever is signed in, from now on. */
export const startKey = (): void => {
  $("#sign-out").onclick = () => orkey.clearApiKey();
  $("#key-refresh").onclick = () => refreshKey();
  const own = (): string => orkey.getApiKey() ?? "";
  whileHeld($("#key-show"), (held) => {
    field("key").textContent = held ? own() : redact(own());
  });
  $("#key-show").after(
    copyButton(own, "Copy the key", "Copy"),
    copyButton(() => exportsOf(own()), "Copy as export OPENROUTER_API_KEY=…", "Copy as export"),
  );
  onSession((key) => {
    hide();
    current = key;
    if (key) withKey(show);
  });
  // Whoever comes back has maybe raised the limit meanwhile, or deleted the key.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshKey();
  });
  addEventListener("online", () => refreshKey());
};

/** A key as lines for a shell. As orkey env, away from OpenRouter they say where the key is for: no program is to send it elsewhere. */
const exportsOf = (key: string): string => {
  const place = live ? [] : ["OPENROUTER_BASE_URL", "OPENROUTER_API_BASE"];
  return [...place.map((name) => [name, `${base}/api/v1`]), ["OPENROUTER_API_KEY", key]].map(([name, value = ""]) => `export ${name}=${quoted(value)}`).join("\n");
};

/** Asks again what the key has spent, as after an answer that cost something. */
export const refreshKey = (): Promise<void> => withKey(refresh);

/** Shows what is known without asking, then asks. Rejects with KeyGone. */
const show = async (key: string): Promise<void> => {
  field("key").textContent = redact(key);
  field("user").textContent = orkey.getUserId() ?? "unknown";
  const links = await orkey.keyLinks();
  for (const a of $$<HTMLAnchorElement>("[data-link]", card)) a.href = links?.[a.dataset.link as "logs" | "settings"] ?? base;
  await refresh(key);
};

/** Asks what the key has spent. Rejects with KeyGone. */
const refresh = async (key: string): Promise<void> => {
  try {
    const info = await get<KeyInfo>(`${base}/api/v1/key`, key);
    if (key !== current) return;
    fill(info);
    problem.textContent = "";
  } catch (error) {
    if (error instanceof KeyGone) throw error;
    if (key === current) problem.textContent = (error as Error).message;
  } finally {
    if (key === current) card.ariaBusy = "false";
  }
};

/** Forgets what is shown. */
const hide = (): void => {
  card.ariaBusy = "true";
  for (const part of $$("[data-field]", card)) part.textContent = "—";
  bar.className = "none";
  problem.textContent = "";
};

const fill = (info: KeyInfo): void => {
  const { limit = null, is_free_tier: free } = info;
  const facts = {
    counted: dollars(counted(info)),
    measure: measure(info),
    when: `${when(info)} ${outlook(info)}`,
    name: nameOf(info),
    left: leftOf(info),
    usage: dollars(info.usage ?? 0),
    expires: expiry(info),
    tier: free === undefined ? "unknown" : free ? "yes: no credits bought yet" : "no: credits were bought",
  };
  for (const [name, text] of Object.entries(facts)) field(name).textContent = text;
  field("name").parentElement!.hidden = !facts.name;
  bar.value = limit === null ? 0 : limit > 0 ? counted(info) / limit : 1;
  bar.className = limit === null ? "none" : bar.value >= 1 ? "spent" : bar.value >= 0.8 ? "nearly" : "";
};

/** What the key is called, or "": OpenRouter's label is the covered key, not its name, which the person may have chosen. */
const nameOf = ({ label = "" }: KeyInfo): string => (label.startsWith("sk-or-") ? "" : label);

/** As OpenRouter's own pages show a key. */
const redact = (key: string): string => key.replace(/^(sk-or-v1-.{3}).*(.{3})$/, "$1...$2");
