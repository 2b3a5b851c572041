// The drop-in module, as every page has it. Its elements finish a pending sign-in
// as soon as it runs, so what is to hear of that comes before it: main.ts says
// in which order modules run.

export const orkey = await import("./orkey.min.js");

const { baseUrl } = document.documentElement.dataset;
if (!baseUrl) throw new Error("the page does not say whom it talks to");

/** The origin of OpenRouter or of the emulator. */
export const base: string = baseUrl;

orkey.configure({ baseUrl: base });
