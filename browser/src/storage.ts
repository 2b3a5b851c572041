// Merely touching storage throws SecurityError where a person or a sandboxed
// frame blocks site data; writing throws where it is full.

type Area = "localStorage" | "sessionStorage";

/** Whether there is a page at all, or this is a server that renders one. */
export const inPage = !!globalThis.document;

export const read = (area: Area, name: string): string | null => {
  try {
    return window[area].getItem(name);
  } catch {
    return null;
  }
};

/** Stores a value, or removes it if null; false if the browser would not. */
export const write = (area: Area, name: string, value: string | null): boolean => {
  try {
    if (value === null) window[area].removeItem(name);
    else window[area].setItem(name, value);
    return true;
  } catch {
    return false;
  }
};
