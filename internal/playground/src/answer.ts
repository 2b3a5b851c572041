// POST /api/v1/chat/completions with stream: true, read to its proper end.

import { events } from "./events";
import { base } from "./orkey";
import { Problem, problemOf, refused, unreachable } from "./problem";

/** How long the model may be silent, in milliseconds. */
const patience = 60_000;

/** A turn of a conversation, as the API wants it. */
export interface Message {
  role: "user" | "assistant";
  content: string;
}

/** What is asked, and of whom. */
export interface Question {
  key: string;
  model: string;
  messages: Message[];
  signal: AbortSignal;
  /** Gets the text of the answer, piece by piece, as it comes. */
  onText(piece: string): void;
}

/**
 * Asks for an answer. Rejects with a Problem when the answer is not whole, whatever came until then; with an AbortError
 * when the signal fires. Returns why the model stopped ("stop", "length", …).
 */
export const answer = async ({ key, model, messages, signal, onText }: Question): Promise<string> => {
  const silence = new AbortController();
  let timer = 0;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), patience);
  };
  wait();
  let response: Response | undefined;
  try {
    response = await fetch(`${base}/api/v1/chat/completions`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${key}`,
        "Content-Type": "application/json",
        "HTTP-Referer": location.origin,
        "X-OpenRouter-Title": "orkey demo",
      },
      body: JSON.stringify({ model, messages, stream: true }),
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok) throw await refused(response, base);
    if (!response.body || !/^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? ""))
      throw new Problem("The answer is not a stream. Is something between this page and OpenRouter?");

    let finish: string | undefined;
    for await (const data of events(response.body)) {
      wait();
      if (data === "[DONE]") {
        if (!finish) break; // nobody said why the model stopped: the end is missing
        return finish;
      }
      const chunk = parse(data);
      if (chunk.error) throw problemOf(chunk.error, Number(chunk.error.code) || 500, base);
      const choice = chunk.choices?.[0];
      if (choice?.delta?.content) onText(choice.delta.content);
      finish = choice?.finish_reason ?? finish;
    }
    throw cutOff();
  } catch (error) {
    if (silence.signal.aborted) throw new Problem("The model has been silent for a minute. Try again, or choose another.");
    if (response && error instanceof TypeError) throw cutOff();
    throw unreachable(error, base);
  } finally {
    clearTimeout(timer);
  }
};

const cutOff = (): Problem => new Problem("The answer was cut off before its end. Try again.");

/** A piece of a stream: https://openrouter.ai/docs/api-reference/streaming. */
interface Chunk {
  error?: { code?: unknown; message?: unknown };
  choices?: { delta?: { content?: string }; finish_reason?: string | null }[];
}

const parse = (data: string): Chunk => {
  try {
    return JSON.parse(data);
  } catch {
    throw new Problem("A part of the answer makes no sense. Try again.");
  }
};
