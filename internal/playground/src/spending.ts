// What OpenRouter tells of a key, in words: GET /api/v1/key.

import { dollars } from "./money";

/** Of the answer, what the page shows. An older OpenRouter, or another server, may leave things out. */
export interface KeyInfo {
  label?: string;
  limit?: number | null;
  limit_remaining?: number | null;
  limit_reset?: string | null;
  usage?: number;
  usage_daily?: number;
  usage_weekly?: number;
  usage_monthly?: number;
  is_free_tier?: boolean;
  expires_at?: string | null;
}

/** What OpenRouter calls a period, and how people call the present one. */
const periods: { [reset: string]: string } = { daily: "today", weekly: "this week", monthly: "this month" };

/** What counts against the limit, or all there is where there is none. */
export const counted = ({ limit = null, limit_remaining: left, usage = 0 }: KeyInfo): number => (limit === null ? usage : limit - (left ?? 0));

/** What is left of the limit. */
export const leftOf = ({ limit = null, limit_remaining: left }: KeyInfo): string => (limit === null ? "no limit" : dollars(left ?? 0));

/** What stands beside the amount that is counted: "of $2.50 spent this week". */
export const measure = ({ limit = null, limit_reset: reset }: KeyInfo): string => {
  if (limit === null) return "spent";
  return ["of", dollars(limit), "spent", reset && periods[reset]].filter(Boolean).join(" ");
};

/** When the spending was: "$0.10 today, all of it this week." A period that says no more than a shorter one is left out. */
export const when = ({ usage = 0, usage_daily, usage_weekly, usage_monthly }: KeyInfo): string => {
  if (!usage) return "Nothing so far.";
  const said: string[] = [];
  let shorter = 0;
  for (const [amount, period] of [
    [usage_daily, "today"],
    [usage_weekly, "this week"],
    [usage_monthly, "this month"],
  ] as const) {
    if (amount === undefined) continue;
    if (amount >= usage) {
      said.push(`all of it ${period}`);
      break;
    }
    if (amount > shorter) said.push(`${dollars(amount)} ${period}`);
    shorter = amount;
  }
  const text = said.join(", ") || "None of it this month";
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
};

const weekday = new Intl.DateTimeFormat("en", { weekday: "long" });
const time = new Intl.DateTimeFormat("en", { timeStyle: "short", hourCycle: "h23" });
const moment = (at: number): string => `${weekday.format(at)} at ${time.format(at)}`;
const day = new Intl.DateTimeFormat("en", { dateStyle: "long" });

/**
 * What the limit means: when it starts afresh, if it does. OpenRouter's days begin at midnight UTC, its weeks on Monday,
 * its months on the first:
 * https://openrouter.ai/docs/api-reference/api-keys/create-keys
 */
export const outlook = ({ limit = null, limit_reset: reset }: KeyInfo, now = new Date()): string => {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const next: { [reset: string]: number } = {
    daily: Date.UTC(year, month, date + 1),
    weekly: Date.UTC(year, month, date + 7 - ((now.getUTCDay() + 6) % 7)),
    monthly: Date.UTC(year, month + 1, 1),
  };
  const at = reset ? next[reset] : undefined;
  if (limit === null) return "It may spend all that the account has.";
  if (at === undefined) return "";
  return `The limit resets on ${reset === "monthly" ? day.format(at) : moment(at)}.`;
};

/** The units of a stretch of time in seconds, from long to short. */
const units = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** When the key ends: "in 3 days, on January 12, 2027". */
export const expiry = ({ expires_at: at }: KeyInfo, now = Date.now()): string => {
  if (!at) return "never";
  const then = Date.parse(at);
  if (Number.isNaN(then)) return at;
  const seconds = (then - now) / 1000;
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? (["minute", 60] as const);
  const round = length < 86_400 ? Math.trunc : Math.round;
  const relative = new Intl.RelativeTimeFormat("en").format(round(seconds / length), unit);
  return `${relative}, on ${seconds < 86_400 ? moment(then) : day.format(then)}`;
};
