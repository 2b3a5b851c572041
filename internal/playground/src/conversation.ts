// The turns of a conversation on the screen.

import { $, el } from "./dom";
import { fill, type Note } from "./notice";

const log = $("#log");
const spoken = $("#spoken");
const empty = $(".empty", log); // what is there before the first turn

/** How a reply ended, if not well. */
export interface Ending extends Note {
  bad?: boolean;
}

/** Shows a question, and a place for the reply, which it returns. */
export const ask = (question: string): Reply => {
  empty.remove();
  turn("question", "You").append(paragraph({ text: question }));
  const reply = new Reply(turn("reply", "Model"));
  spoken.textContent = "Answering";
  log.scrollTop = log.scrollHeight;
  return reply;
};

/** Forgets every turn. */
export const clear = (): void => {
  log.replaceChildren(empty);
  spoken.textContent = "";
};

/** Shows one line that belongs to no turn. */
export const remark = (text: string): void => log.append(paragraph({ text }, "notice"));

export class Reply {
  #item: HTMLElement;
  #text = paragraph();

  constructor(item: HTMLElement) {
    this.#item = item;
    item.ariaBusy = "true";
    item.append(this.#text);
  }

  get text(): string {
    return this.#text.textContent ?? "";
  }

  /** Adds a piece, and keeps the end in sight for those who look at it. */
  write(piece: string): void {
    stickToEnd(() => this.#text.append(piece));
  }

  /** Ends the reply, and has a screen reader say it as a whole. */
  end(note?: Ending): void {
    this.#item.ariaBusy = "false";
    spoken.textContent = `${this.text} ${note?.text ?? ""}`;
    stickToEnd(() => {
      if (!this.text) this.#text.remove();
      if (note) this.#item.append(paragraph(note, note.bad ? "notice" : "note"));
    });
  }
}

const turn = (kind: string, who: string): HTMLElement => {
  const item = el("article", { className: `turn ${kind}` }, el("h4", { className: "unseen", textContent: who }));
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
