// Text as literals of languages, whatever the text.

/** Signs that are not to be seen, or turn others around, and would hide in code what it does. */
const unseen = /[\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text as a string of JSON, JavaScript and Go alike. Half a surrogate pair, which Go could not write, is replaced. */
export const literal = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(unseen, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Text as a string of JavaScript that may stand in a script within HTML, too: no </script> and no <!-- ends or begins there. */
export const scriptLiteral = (text: string): string => literal(text).replace(/<(?=[/!])/g, "<\\");

/** Text as one word of a POSIX shell: in quotes, unless it needs none. */
export const quoted = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
