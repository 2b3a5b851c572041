// The chat box: what is asked, and what becomes of it.

import { answer, type Message } from "./answer";
import * as conversation from "./conversation";
import { $ } from "./dom";
import { refreshKey } from "./key";
import { chooseModel, chosenModel, loadModels } from "./models";
import { orkey } from "./orkey";
import { KeyGone, Problem } from "./problem";
import { forget, onSession } from "./session";

const form = $<HTMLFormElement>("#composer");
const prompt = $<HTMLTextAreaElement>("#prompt");
const send = $("#send");
const stop = $("#stop");

/** What was said so far. */
let messages: Message[] = [];

/** Ends the answer under way. */
let running: AbortController | undefined;

/** Makes the chat box work, for whoever is signed in. */
export const startChat = (): void => {
  form.onsubmit = (event) => {
    event.preventDefault();
    ask(prompt.value.trim());
  };
  prompt.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  };
  stop.onclick = () => running?.abort();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") running?.abort();
  });
  $("#log").onclick = (event) => {
    const chip = (event.target as Element).closest<HTMLElement>(".chip");
    if (!chip) return;
    chooseModel(chip.dataset.model);
    ask(chip.textContent ?? "");
  };
  onSession((key) => {
    clear();
    if (key) loadModels().catch((problem) => conversation.remark(problem.message));
  });
};

const ask = async (question: string): Promise<void> => {
  const key = orkey.getApiKey();
  const model = chosenModel();
  if (!question || running || !key || !model) return;
  const mine = (running = new AbortController());
  prompt.value = "";
  messages.push({ role: "user", content: question });
  showBusy(true);
  const reply = conversation.ask(question);

  let finish: string | undefined;
  let problem: unknown;
  try {
    finish = await answer({ key, model, messages, signal: mine.signal, onText: (piece) => reply.write(piece) });
  } catch (error) {
    problem = error;
  }
  if (running !== mine) return; // signed out meanwhile
  running = undefined;
  showBusy(false);
  reply.end(endingOf(finish, problem));
  // A question without any answer is taken back, or the next one would follow it.
  if (reply.text) messages.push({ role: "assistant", content: reply.text });
  else messages.pop();
  if (problem instanceof KeyGone) forget(problem);
  else refreshKey();
};

/** Forgets the conversation. */
const clear = (): void => {
  running?.abort();
  running = undefined;
  messages = [];
  prompt.value = "";
  conversation.clear();
  showBusy(false);
};

/** Says how an answer ended, if not well. */
const endingOf = (finish: string | undefined, problem: unknown): conversation.Ending | undefined => {
  if ((problem as Error)?.name === "AbortError") return { text: "Stopped." };
  if (problem instanceof Problem) return { text: problem.message, bad: true, link: problem.link, again: problem.again };
  if (problem) return { text: "Something is wrong with this page. Load it again.", bad: true };
  if (finish === "length") return { text: "The model stopped at its length limit." };
  if (finish === "content_filter") return { text: "A content filter stopped the model." };
  return undefined;
};

/** Swaps Send for Stop. A focus that would be lost goes to the message. */
const showBusy = (busy: boolean): void => {
  const { activeElement: focused } = document;
  const lost = focused === send || focused === stop || focused?.matches(".chip");
  send.hidden = busy;
  stop.hidden = !busy;
  if (lost) prompt.focus({ preventScroll: true });
};
