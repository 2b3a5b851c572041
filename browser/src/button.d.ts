/** What package button says of the button; the bundler writes it from there. */
declare module "orkey:button" {
  /** What the button says: the label, while a sign-in is under way, and signed in with `signed-in="menu"`. */
  type Texts = readonly [signIn: string, signingIn: string, signOut: string];

  /** In English. */
  export const texts: Texts;
  /** In other languages, by a selector that what is in one of them matches; the last that does counts. */
  export const languages: readonly (readonly [selector: string, ...texts: Texts])[];

  /** The values that an attribute takes, the default first. */
  export const choices: { [attribute: string]: string };
  /** The style of the shadow tree. */
  export const look: string;
  /** The style of the page, by which the shadow tree knows light from dark. */
  export const marks: string;
  /** What the svg draws. */
  export const logo: string;
  export const spinner: string;
}

interface Window {
  /** Where orkey.languages.js is on the page, the texts for an element in its language, unless that is English. */
  orkeyTexts?: (element: Element) => import("orkey:button").Texts | undefined;
}
