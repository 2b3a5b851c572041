/** Whether there is a page at all, or this is a server that renders one. */
export const inPage = !!globalThis.document;

/**
 * What `work` returns, or null if it throws. Merely touching storage throws
 * SecurityError where a person or a sandboxed frame blocks site data; writing
 * throws where it is full.
 */
export const tried = <Result>(work: () => Result): Result | null => {
  try {
    return work();
  } catch {
    return null;
  }
};
