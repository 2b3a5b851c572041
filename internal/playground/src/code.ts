// Code blocks: a file name or tabs, a copy button, colours.

import { coloured, type Language } from "./colour";
import { copyButton } from "./copy";
import { $, $$, el } from "./dom";
import { tabs } from "./tabs";

/** Some code to show. */
export interface Sample {
  /** The name of its tab in the address and in tests. */
  id: string;
  label: string;
  language: Language;
  code: string;
  /** What to copy, if not all of the code. */
  copy?: string;
  /** What has to be known beside it, with code in backticks. */
  note?: string;
}

/** A code block with tabs. */
export interface CodeBlock {
  /** Shows other code; the chosen tab stays, if there is still one of its id. */
  show(samples: Sample[]): void;
  /** The id of the chosen tab. */
  chosen(): string;
  /** Chooses a tab. */
  choose(id: string): void;
}

/** Gives an element the text of some code, coloured. */
export const paint = (element: HTMLElement, code: string, language: Language): void =>
  element.replaceChildren(...coloured(code, language));

/**
 * Fills an empty element with a code block that has a tab for each sample.
 * @param label names the row of tabs for screen readers: "Stack"
 * @param onChoose called with the id when a person chooses a tab
 */
export const codeBlock = (host: HTMLElement, label: string, first: Sample[], onChoose?: (id: string) => void): CodeBlock => {
  let samples = first;
  let chosen = first[0]?.id ?? "";
  const code = el("code");
  const panel = el("pre", { tabIndex: 0 }, code);
  const foot = el("p", { className: "code-foot" });
  const current = (): Sample | undefined => samples.find(({ id }) => id === chosen) ?? samples[0];
  const draw = (): void => {
    const sample = current();
    if (!sample) return;
    row.choose(sample.id);
    code.dataset.lang = sample.language;
    paint(code, sample.code, sample.language);
    foot.hidden = !sample.note;
    foot.replaceChildren(...words(sample.note ?? ""));
  };
  const row = tabs(label, first, panel, (id) => {
    chosen = id;
    draw();
    onChoose?.(id);
  });
  host.classList.add("code");
  host.replaceChildren(el("div", { className: "code-head" }, row.list, copyButton(() => current()?.copy ?? current()?.code ?? "", "Copy code")), panel, foot);
  draw();
  return {
    show(others) {
      samples = others;
      draw();
    },
    chosen: () => current()?.id ?? "",
    choose(id) {
      chosen = id;
      draw();
    },
  };
};

/** Text with code in backticks. */
const words = (text: string): Node[] =>
  text.split("`").map((part, i) => (i % 2 ? el("code", { textContent: part }) : document.createTextNode(part)));

/** Gives the code blocks that index.html has, `<div class="code" data-file="…"><pre><code data-lang="…">`, what they lack. */
export const startCode = (): void => {
  for (const host of $$(".code[data-file]")) {
    const code = $("code", host);
    const pre = $("pre", host);
    const text = code.textContent ?? "";
    pre.tabIndex = 0; // it may scroll
    paint(code, text, code.dataset.lang as Language);
    $(".code-head", host).append(copyButton(() => text, "Copy code"));
  }
};
