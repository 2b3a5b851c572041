import type { Attempt } from "./attempt";
import { tried } from "./storage";

/** An address without query and hash. */
export const bare = (href: string): string => href.split(/[?#]/)[0]!;

/**
 * Takes attempt and callback off the page. Where the attempt was begun, query,
 * hash and history state are put back; elsewhere, what is not OpenRouter's stays.
 */
export const restore = (attempt: Attempt | null): void => {
  const url = new URL(location.href);
  for (const name of ["code", "state", "error", "error_description"]) url.searchParams.delete(name);
  const back = attempt?.url && bare(attempt.url) === bare(location.href);
  tried(() => {
    delete sessionStorage.openrouter_code_verifier;
    delete sessionStorage.openrouter_attempt;
  });
  history.replaceState(history.state ?? (back ? attempt.history : null), "", back ? attempt.url : url);
};
