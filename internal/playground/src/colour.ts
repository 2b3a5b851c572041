// Colours for code: enough to read by, and no parser.

import { el } from "./dom";

/** The languages there are colours for; others stay plain. */
export type Language = "html" | "js" | "go" | "sh" | "terminal" | "css" | "json" | "text";

const strings = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/;
const number = /\b\d[\d._]*\b/;

const words = (list: string): RegExp => new RegExp(`\\b(?:${list.replaceAll(" ", "|")})\\b`);

/** What is coloured, first come first served: c comment, s string, k keyword, t tag or type, a attribute, n number. */
const rules: { [language in Language]: [kind: string, pattern: RegExp][] } = {
  html: [
    ["c", /<!--[^]*?-->/],
    ["s", strings],
    ["t", /<\/?[\w.-]+|\/?>/],
    ["k", /\{\{[^]*?\}\}/],
    ["a", /[\w:@.-]+(?==)/],
  ],
  js: [
    ["c", /\/\/.*|\/\*[^]*?\*\//],
    ["s", strings],
    ["k", words("import from export default const let function return await async new if else for of while try catch throw typeof null undefined true false")],
    ["t", /<\/?[\w.-]+|\/?>/],
    ["a", /[\w-]+(?==["{])/],
    ["n", number],
  ],
  go: [
    ["c", /\/\/.*|\/\*[^]*?\*\//],
    ["s", strings],
    ["k", words("package import func return if else for range var const type struct interface map chan go defer select switch case default break continue nil true false")],
    ["n", number],
  ],
  sh: [
    ["c", /(?<=^|\s)#.*/],
    ["s", strings],
    ["k", /(?<=^|\n|\| )[\w./-]+/],
    ["a", /(?<=\s)--?[\w-]+/],
  ],
  // Commands after a prompt, and what they print.
  terminal: [
    ["c", /(?<=^|\n)(?:(?!\$ )[^\n]+|\$(?= ))/],
    ["s", strings],
    ["k", /(?<=(?:^|\n)\$ )[\w./-]+/],
    ["a", /(?<=\s)--?[\w-]+/],
  ],
  css: [
    ["c", /\/\*[^]*?\*\//],
    ["s", strings],
    ["a", /[\w-]+(?=: )/],
    ["t", /(?<=^|\n)[^{\n]+(?= \{)/],
  ],
  json: [
    ["a", /"(?:\\.|[^"\\])*"(?=\s*:)/],
    ["s", strings],
    ["k", words("null true false")],
    ["n", number],
  ],
  text: [],
};

const compiled: { [language: string]: RegExp } = {};

/** The pieces of some code, those that have a colour in a span with a class for their kind. */
export const coloured = (code: string, language: Language): Node[] => {
  const kinds = rules[language];
  if (!kinds.length) return [document.createTextNode(code)];
  const pattern = (compiled[language] ??= new RegExp(kinds.map(([kind, { source }]) => `(?<${kind}>${source})`).join("|"), "g"));
  const nodes: Node[] = [];
  let done = 0;
  for (const match of code.matchAll(pattern)) {
    const [kind, text] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    if (!text) continue;
    nodes.push(document.createTextNode(code.slice(done, match.index)), el("span", { className: `code-${kind}`, textContent: text }));
    done = match.index + text.length;
  }
  nodes.push(document.createTextNode(code.slice(done)));
  return nodes;
};
