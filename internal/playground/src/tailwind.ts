// The button in class names of Tailwind CSS, which need no stylesheet of ours.

import { escape } from "./escape";
import type { Look } from "./looks";

/** Lines of class names get no longer than this. */
const wide = 88;

/** A link for a look, with a label in it. */
export const tailwind = (look: Look, label: string): string => {
  const icon = look.variant === "icon";
  const idle = !look.loading && !look.disabled;
  const attributes = [
    idle ? `href="/auth/login"` : `role="link" aria-disabled="true"`, // a link without href is one still
    ...(look.loading ? [`aria-busy="true"`] : []),
    ...(look.lang ? [`lang="${look.lang}"`] : []),
    ...(icon ? [`aria-label="${escape(label)}"`] : []),
  ];
  const mark = look.loading ? spinner(look.size) : look.logo === "none" ? "" : (design.logos[look.size] ?? "");
  const parts = [mark, icon ? "" : `<span dir="auto">${escape(label)}</span>`];
  if (look.logo === "right") parts.reverse();
  return `<a ${attributes.join(" ")}
  class="${folded(classes(look)).join("\n    ")}">
${parts.filter(Boolean).map((part) => `  ${part}\n`).join("")}</a>
`;
};

const spinner = (size: string): string =>
  (design.spinners[size] ?? "").replace("<svg", `<svg class="animate-spin motion-reduce:animate-none"`);

const classes = (look: Look): string[] => {
  const all = (design.tailwind[look.variant]?.[look.size] ?? "").split(" ");
  all.push("text-center"); // a button would not have to be told
  if (look.width === "100%") all.push("w-full");
  else if (look.width !== "auto") all.push(`w-[${look.width}]`);
  if (look.disabled) all.push("opacity-50");
  if (look.disabled || look.loading) all.push("pointer-events-none");
  return inTheme(all, look.theme);
};

/** Of what dark: sets, each has a counterpart in the light theme. */
const coloured = /^(?:hover:)?(?:border|bg|text)-(?:white|neutral-\d+)$/;

/** Auto follows Tailwind's dark:. The others have the colours of one theme alone. */
const inTheme = (all: string[], theme: string): string[] => {
  if (theme === "light") return all.filter((name) => !name.startsWith("dark:"));
  if (theme === "dark") return all.filter((name) => !coloured.test(name)).map((name) => name.replace(/^dark:/, ""));
  return all;
};

/** Words in lines. */
const folded = (words: string[]): string[] => {
  const lines = [""];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length < wide) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  return lines;
};
