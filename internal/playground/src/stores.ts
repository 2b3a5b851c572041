// The browser's storage, undefined where it is blocked: what is asked of the
// window may fail on purpose, by a switch of the inspector.

const tried = <Result>(work: () => Result): Result | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** Of this tab. */
export const tab: Storage | undefined = tried(() => sessionStorage);

/** Of all tabs. */
export const local: Storage | undefined = tried(() => localStorage);

/** A value as it is there, or undefined. */
export const stored = (storage: Storage | undefined, name: string): string | undefined => tried(() => storage?.getItem(name) ?? undefined);
