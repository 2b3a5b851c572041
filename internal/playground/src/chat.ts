// The chat box: what is asked, what becomes of it, and the code for it.

import { answer, type Ended, type Message, type Usage } from "./answer";
import { get } from "./api";
import { codeBlock } from "./code";
import * as conversation from "./conversation";
import { $, $$ } from "./dom";
import { endingOf, signedOut } from "./ending";
import { refreshKey } from "./key";
import { chooseFirst, chooseModel, chosenModel, faulty, loadModels, startModels } from "./models";
import { base, orkey } from "./orkey";
import { KeyGone, Problem } from "./problem";
import { requestSnippets } from "./request";
import { forget, onSession } from "./session";

const chat = $("#chat");
const form = $<HTMLFormElement>("#composer");
const prompt = $<HTMLTextAreaElement>("#prompt");
const stream = $<HTMLInputElement>("#stream");
const send = $("#send");
const stop = $("#stop");
const afresh = $<HTMLButtonElement>("#afresh");
const sum = $("#sum");

/** What was said so far. */
let messages: Message[] = [];

/** What was sent last: all that was said by then. */
let sent: Message[] = [];

/** The model was chosen by what was asked, not by itself. */
let byChip = false;

/** Ends the answer under way. */
let running: AbortController | undefined;

/** What all answers took, and how many they were. */
let answers = 0;
let total: Required<Usage> = { prompt_tokens: 0, completion_tokens: 0, cost: 0 };

/** Makes the chat box work, for whoever is signed in, and the code beside it for everybody. */
export const startChat = (): void => {
  const code = codeBlock($("#request"), "Way to ask", requestSnippets(request()));
  const show = (): void => code.show(requestSnippets(request()));
  const begin = async (question: string): Promise<void> => {
    const over = ask(question);
    show();
    await over;
    show(); // what is typed meanwhile follows the answer
  };
  const beginAgain = (): Promise<void> => begin(sent.at(-1)?.content ?? "");
  startModels(() => {
    byChip = false;
    show();
  });
  form.onsubmit = (event) => {
    event.preventDefault();
    begin(prompt.value.trim());
  };
  chat.oninput = show;
  prompt.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  };
  stop.onclick = () => running?.abort();
  afresh.onclick = () => {
    clear();
    show();
    prompt.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") running?.abort();
  });
  chat.onclick = (event) => {
    const pressed = event.target as Element;
    const chip = pressed.closest<HTMLElement>(".chip");
    if (chip) {
      chooseModel(chip.dataset.model);
      begin(chip.textContent ?? "");
      byChip = !!chip.dataset.model;
    } else if (pressed.closest(".other")) {
      chooseFirst();
      beginAgain();
    } else if (pressed.closest(".turn .retry")) beginAgain();
    else if (pressed.closest(".retry")) load();
  };
  const load = async (): Promise<void> => {
    conversation.remark();
    try {
      await loadModels();
      show();
    } catch (error) {
      conversation.remark({ text: (error as Error).message, retry: true });
    }
  };
  onSession((key) => {
    const amid = !key && !!running;
    leaveToRead(amid);
    if (amid) return running?.abort(signedOut);
    clear();
    chooseFirst();
    show();
    if (key) load();
  });
};

/** What the code is for: what is typed, after all that was said, or else what was sent last. */
const request = (): Parameters<typeof requestSnippets>[0] => {
  const typed = prompt.value.trim();
  return {
    api: `${base}/api/v1`,
    model: chosenModel() || "openrouter/auto",
    messages: !typed && sent.length ? sent : [...messages, { role: "user", content: typed || "What opens every door?" }],
    stream: stream.checked,
  };
};

const ask = async (question: string): Promise<void> => {
  const key = orkey.getApiKey();
  const model = chosenModel();
  if (!question || running || !key || !model) return;
  const mine = (running = new AbortController());
  prompt.value = "";
  messages.push({ role: "user", content: question });
  sent = [...messages];
  showBusy(true);
  const reply = conversation.ask(question, model);

  let ended: Ended | undefined;
  let problem: unknown;
  try {
    ended = await answer({ key, model, messages, stream: stream.checked, signal: mine.signal, onText: (piece) => reply.write(piece) });
  } catch (error) {
    const why = await whatOf(error, key);
    problem = mine.signal.aborted ? mine.signal.reason : why;
  }
  if (running !== mine) return; // in a new chat meanwhile, or another's
  running = undefined;
  showBusy(false);
  reply.end(endingOf(ended?.finish, problem), ended?.usage);
  if (ended) add(ended.usage);
  // A question without any answer is taken back, or the next one would follow it.
  if (reply.text) messages.push({ role: "assistant", content: reply.text });
  else messages.pop();
  if (problem instanceof KeyGone) forget(problem);
  else refreshKey();
};

/** A model that answers 401 is not the last word on the key, which OpenRouter itself has. */
const whatOf = async (error: unknown, key: string): Promise<unknown> => {
  if (!(error instanceof KeyGone)) return error;
  try {
    await get(`${base}/api/v1/key`, key);
  } catch (problem) {
    return problem;
  }
  return new Problem("The model answered 401, which means that the key is missing or unknown. OpenRouter knows yours: it is fine. Choose another model.");
};

/** Whoever signed out amid an answer can read what came of it, until somebody signs in, and do no more. */
const leaveToRead = (left: boolean): void => {
  chat.classList.toggle("left", left);
  if (left) chat.inert = false;
  for (const part of $$(".chat-head, .composer, .chat-foot", chat)) part.inert = left;
};

/** Counts what an answer took. */
const add = ({ prompt_tokens = 0, completion_tokens = 0, cost = 0 }: Usage = {}): void => {
  answers++;
  total = {
    prompt_tokens: total.prompt_tokens + prompt_tokens,
    completion_tokens: total.completion_tokens + completion_tokens,
    cost: total.cost + cost,
  };
  sum.textContent = `${conversation.count(answers, "answer")} · ${conversation.taken(total)}`;
};

/** Forgets the conversation. */
const clear = (): void => {
  running?.abort();
  running = undefined;
  messages = [];
  sent = [];
  answers = 0;
  total = { prompt_tokens: 0, completion_tokens: 0, cost: 0 };
  sum.textContent = "";
  prompt.value = "";
  if (byChip || faulty()) chooseFirst();
  byChip = false;
  conversation.clear();
  conversation.remark();
  showBusy(false);
  afresh.disabled = true;
};

/** Swaps Send for Stop. A focus that would be lost goes to the message. */
const showBusy = (busy: boolean): void => {
  const { activeElement: focused } = document;
  const lost = focused === send || focused === stop || focused?.matches(".chip, .turn .retry, .turn .other");
  send.hidden = busy;
  stop.hidden = !busy;
  if (busy) afresh.disabled = false;
  if (lost) prompt.focus({ preventScroll: true });
};
