// The ways in: their code gets tabs. What is chosen shows without a script.

import { codeBlock, type Sample } from "./code";
import type { Language } from "./colour";
import { $, $$ } from "./dom";

/** Makes a code block with tabs of each group of files that index.html has, `<div class="code files"><pre data-file="…">…`. */
export const startWays = (): void => {
  for (const host of $$(".files")) {
    const samples = $$("pre", host).map((pre): Sample => {
      const code = $("code", pre);
      const name = pre.dataset.file!;
      const language = code.dataset.lang as Language;
      const text = code.textContent!;
      return { id: name.replace(".", "-"), label: name, language, code: text, ...(language === "terminal" && { copy: commands(text) }) };
    });
    codeBlock(host, host.dataset.label!, samples);
  }
};

/** What is typed at a terminal: the lines after a prompt, without it. */
const commands = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => `${line.slice(2)}\n`)
    .join("");
