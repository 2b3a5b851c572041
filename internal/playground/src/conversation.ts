// The turns of a conversation on the screen.

import type { Usage } from "./answer";
import { $, $$, el } from "./dom";
import { dollars } from "./money";
import { fill, type Note } from "./notice";

const log = $("#log");
const spoken = $("#spoken");
const empty = $(".empty", log); // what is there before the first turn

/** How a reply ended, if not well. */
export interface Ending extends Note {
  bad?: boolean;
}

/** Shows a question, and a place for the reply of a model, which it returns. */
export const ask = (question: string, model: string): Reply => {
  empty.remove();
  for (const button of $$(".retry, .other", log)) button.remove(); // what is asked again is the last question
  turn("question", "You").append(paragraph({ text: question }));
  const reply = new Reply(turn("reply", "Model"), model);
  spoken.textContent = "Answering";
  log.scrollTop = log.scrollHeight;
  return reply;
};

/** Forgets every turn. */
export const clear = (): void => {
  log.replaceChildren(empty);
  spoken.textContent = "";
};

/** Shows one note that belongs to no turn, in place of an earlier one. */
export const remark = (note?: Note): void => {
  $(".remark", log.parentElement as HTMLElement).replaceChildren(...(note ? [paragraph(note, "notice")] : []));
};

/** What something took, in words: "12 tokens in, 34 out · $0.000021". */
export const taken = ({ prompt_tokens: sent = 0, completion_tokens: got = 0, cost }: Usage): string =>
  `${count(sent, "token")} in, ${got.toLocaleString("en")} out${cost === undefined ? "" : ` · ${dollars(cost)}`}`;

/** A number of things. */
export const count = (number: number, thing: string): string => `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;

export class Reply {
  #item: HTMLElement;
  #model: string;
  #shown = document.createTextNode("");
  #text = el("p", {}, this.#shown);
  #coming = "";
  #frame = 0;

  constructor(item: HTMLElement, model: string) {
    this.#item = item;
    this.#model = model;
    item.ariaBusy = "true";
    item.append(this.#text);
  }

  get text(): string {
    return this.#shown.data + this.#coming;
  }

  /** Adds a piece. What comes between two frames is shown at once, however many pieces it is. */
  write(piece: string): void {
    this.#coming += piece;
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  /** Ends the reply with notes on how it ended, and has a screen reader say it as a whole. */
  end(notes: Ending[], usage?: Usage): void {
    this.#show();
    this.#item.ariaBusy = "false";
    spoken.textContent = [this.text, ...notes.map(({ text }) => text)].join(" ");
    stickToEnd(() => {
      if (!this.text) this.#text.remove();
      this.#item.append(...notes.map((note) => paragraph(note, note.bad ? "notice" : "note")));
      if (usage) this.#item.append(el("p", { className: "meta", textContent: `${this.#model} · ${taken(usage)}` }));
    });
  }

  #show(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.#coming) return;
    // The end stays in sight for those who look at it.
    stickToEnd(() => this.#shown.appendData(this.#coming));
    this.#coming = "";
  }
}

const turn = (kind: string, who: string): HTMLElement => {
  const item = el("article", { className: `turn ${kind}` }, el("h3", { className: "unseen", textContent: who }));
  log.append(item);
  return item;
};

function paragraph(note?: Note, className = ""): HTMLElement {
  const p = el("p", { className });
  fill(p, note);
  return p;
}

const stickToEnd = (change: () => void): void => {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
  change();
  if (atEnd) log.scrollTop = log.scrollHeight;
};
