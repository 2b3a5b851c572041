// How an answer of the chat ended, in words.

import type { Ending } from "./conversation";
import { faulty } from "./models";
import { Problem } from "./problem";

/** Why an answer ends when somebody signs out, in this tab or another. */
export const signedOut = new DOMException("Signed out", "AbortError");

/** Says how an answer ended, if not well, and of a model that never does any better. */
export const endingOf = (finish: string | undefined, problem: unknown): Ending[] => {
  const ending = howEnded(finish, problem);
  if (!ending) return [];
  return ending.bad && faulty() ? [ending, { text: "This model of the emulator always fails.", other: "Switch to a working model" }] : [ending];
};

const howEnded = (finish: string | undefined, problem: unknown): Ending | undefined => {
  if (problem === signedOut) return { text: "The answer ended because you signed out.", again: true };
  if ((problem as Error)?.name === "AbortError") return { text: "Stopped." };
  if (problem instanceof Problem) return { text: problem.message, bad: true, link: problem.link, again: problem.again, retry: problem.retry };
  if (problem) return { text: "Something is wrong with this page. Load it again.", bad: true };
  if (finish === "length") return { text: "The model stopped at its length limit." };
  if (finish === "content_filter") return { text: "A content filter stopped the model." };
  return undefined;
};
