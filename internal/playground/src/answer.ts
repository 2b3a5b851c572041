// POST /api/v1/chat/completions, read to its proper end.

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
  /** Whether the answer comes piece by piece. */
  stream: boolean;
  signal: AbortSignal;
  /** Gets the text of the answer, piece by piece, as it comes. */
  onText(piece: string): void;
}

/** What an answer took: https://openrouter.ai/docs/use-cases/usage-accounting. */
export interface Usage {
  prompt_tokens?: number;
  completion_tokens?: number;
  /** In dollars. */
  cost?: number;
}

/** How an answer ended. */
export interface Ended {
  /** Why the model stopped: "stop", "length"… */
  finish: string;
  usage: Usage | undefined;
}

/**
 * Asks for an answer. Rejects with a Problem when the answer is not whole, whatever came until then; with an AbortError
 * when the signal fires.
 */
export const answer = async ({ key, model, messages, stream, signal, onText }: Question): Promise<Ended> => {
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
      body: JSON.stringify(stream ? { model, messages, stream } : { model, messages }),
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok) throw await refused(response, base);
    const read = stream ? readStream : readWhole;
    return await read(response, wait, onText);
  } catch (error) {
    if (silence.signal.aborted) throw new Problem("The model has been silent for a minute. Try again, or choose another.", { retry: true });
    if (response && (error instanceof TypeError || error instanceof SyntaxError)) throw cutOff();
    throw unreachable(error, base);
  } finally {
    clearTimeout(timer);
  }
};

const cutOff = (): Problem => new Problem("The answer was cut off before its end. Try again.", { retry: true });

const empty = (): Problem => new Problem("The answer is empty. Try again, or choose another model.", { retry: true });

const nonsense = (): Problem => new Problem("The answer makes no sense. Try again.", { retry: true });

/** An answer as a whole, or a piece of one: https://openrouter.ai/docs/api-reference/streaming. */
interface Chunk {
  error?: { code?: unknown; message?: unknown };
  choices?: { message?: { content?: string | null }; delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: Usage;
}

/** What is in a chunk, if it holds no error. */
const contentOf = async ({ error, choices, usage }: Chunk) => {
  if (error) throw await problemOf(error, Number(error.code) || 500, base);
  const { message, delta, finish_reason: finish } = choices?.[0] ?? {};
  return { text: (message ?? delta)?.content ?? "", finish, usage };
};

type Read = (response: Response, wait: () => void, onText: Question["onText"]) => Promise<Ended>;

const readStream: Read = async (response, wait, onText) => {
  const type = response.headers.get("Content-Type") ?? "";
  if (/^application\/json\b/i.test(type)) return readWhole(response, wait, onText); // {}, or an error that came as 200
  if (!response.body || !/^text\/event-stream\b/i.test(type))
    throw new Problem("The answer is not a stream. Is something between this page and OpenRouter?");
  let finish: string | undefined;
  let usage: Usage | undefined;
  for await (const data of events(response.body)) {
    wait();
    if (data === "[DONE]") {
      if (!finish) break; // nobody said why the model stopped: the end is missing
      return { finish, usage };
    }
    const content = await contentOf(parse(data));
    if (content.text) onText(content.text);
    finish = content.finish ?? finish;
    usage = content.usage ?? usage;
  }
  throw cutOff();
};

const readWhole: Read = async (response, _, onText) => {
  const whole: Chunk = await response.json();
  const { text, finish, usage } = await contentOf(whole);
  if (!finish) throw whole.choices?.length ? nonsense() : empty();
  onText(text);
  return { finish, usage };
};

const parse = (data: string): Chunk => {
  try {
    return JSON.parse(data);
  } catch {
    throw nonsense();
  }
};
