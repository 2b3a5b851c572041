// The card that shows the key and what it has spent.

import { get } from "./api";
import { $, $$ } from "./dom";
import { base, orkey } from "./orkey";
import { KeyGone } from "./problem";
import { onSession, withKey } from "./session";

const card = $("#account");
const bar = $<HTMLProgressElement>("progress", card);
const problem = $("#account-problem");
const field = (name: string): HTMLElement => $(`[data-field="${name}"]`, card);
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 6 });

/** What OpenRouter tells of a key: GET /api/v1/key. */
interface KeyInfo {
  limit: number | null;
  limit_remaining: number;
  limit_reset: string | null;
  usage: number;
}

/** The key that is shown. An answer about another comes too late. */
let current: string | null = null;

/** Shows the key of whoever is signed in, from now on. */
export const startKey = (): void => {
  $("#sign-out").onclick = () => orkey.clearApiKey();
  onSession((key) => {
    hide();
    current = key;
    if (key) withKey(show);
  });
};

/** Asks again what the key has spent, as after an answer that cost something. */
export const refreshKey = (): Promise<void> => withKey(refresh);

/** Shows what is known without asking, then asks. Rejects with KeyGone. */
const show = async (key: string): Promise<void> => {
  field("key").textContent = redact(key);
  field("user").textContent = orkey.getUserId() ?? "not told";
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
  for (const dd of $$("[data-field]", card)) dd.textContent = "—";
  bar.className = "none";
  problem.textContent = "";
};

const fill = ({ limit, limit_remaining: left, limit_reset: period, usage }: KeyInfo): void => {
  field("usage").textContent = dollars.format(usage ?? 0);
  field("limit").textContent = limit === null ? "none" : `${dollars.format(limit)} ${period ?? ""}`;
  bar.value = limit ? 1 - left / limit : 1;
  bar.className = limit === null ? "none" : bar.value >= 1 ? "spent" : bar.value >= 0.8 ? "nearly" : "";
};

/** As OpenRouter's own pages show a key. */
const redact = (key: string): string => key.replace(/^(sk-or-v1-.{3}).*(.{3})$/, "$1…$2");
