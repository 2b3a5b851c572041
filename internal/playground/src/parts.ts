// What was sent and what came back, as text with secrets in it.

import { coloured, type Language } from "./colour";
import { covered } from "./cover";

/** Some text, or a secret. */
export type Part = string | { secret: string };

export const secret = (value: string): Part => ({ secret: value });

/** The text, secrets included: to be copied, not shown. */
export const plain = (parts: Part[]): string => parts.map((part) => (typeof part === "string" ? part : part.secret)).join("");

/** The text to be shown. */
export const nodes = (parts: Part[], language: Language = "text"): Node[] =>
  parts.flatMap((part) => (typeof part === "string" ? coloured(part, language) : covered(part.secret)));

/** What of a query or a body is a secret. */
const secretNames = ["code", "code_verifier", "key", "state", "verifier"];

/** JSON with its secrets told apart. What is no JSON may be anything, and is one secret. */
export const json = (text: string, indent?: number): Part[] => {
  let pretty: string;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, indent);
  } catch {
    return text ? [secret(text)] : [];
  }
  const field = new RegExp(`("(?:${secretNames.join("|")})":\\s*)"((?:\\\\.|[^"\\\\])*)"|(sk-or-[\\w-]+)`, "g");
  const parts: Part[] = [];
  let done = 0;
  for (const match of pretty.matchAll(field)) {
    const [whole, name, value, key = ""] = match;
    const before = pretty.slice(done, match.index);
    // The quotes alone, or colours would begin and end in the wrong places.
    parts.push(...(name ? [before + name, '"', secret(value ?? ""), '"'] : [before, secret(key)]));
    done = match.index + whole.length;
  }
  return [...parts, pretty.slice(done)];
};

/** A URL, its parameters in turn: each in a piece of its own, readable or as sent. */
export const url = (href: string): { bare: string; parameters: { name: string; value: Part }[]; whole: Part[] } => {
  const { origin, pathname, search, searchParams } = new URL(href);
  const bare = origin + pathname;
  const value = (name: string, text: string): Part => (secretNames.includes(name) ? secret(text) : text);
  const raw = search.slice(1).split("&").filter(Boolean);
  return {
    bare,
    parameters: [...searchParams].map(([name, text]) => ({ name, value: value(name, text) })),
    whole: [bare, ...raw.flatMap((pair, i) => {
      const [name = "", text = ""] = pair.split("=");
      return [`${i ? "&" : "?"}${name}=`, value(name, text)];
    })],
  };
};

const quoted = (text: string): string => text.replaceAll("'", `'\\''`);

/** The exchange as a command. */
export const curlExchange = ({ url, body }: { url: string; body: string }): Part[] => [
  `curl ${url} \\\n  -H 'Content-Type: application/json' \\\n  -d '`,
  ...json(body).map((part) => (typeof part === "string" ? quoted(part) : secret(quoted(part.secret)))),
  "'",
];

/** What the key can do, as a command. */
export const curlKey = (base: string, key: string): Part[] => [`curl ${base}/api/v1/key \\\n  -H "Authorization: Bearer `, secret(key), '"'];
