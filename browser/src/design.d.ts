/** What package button says of the button. The bundler writes the values in place of the names. */
declare const design: {
  /** The style of the shadow tree. */
  look: string;
  /** The style of the page, by which the shadow tree knows light from dark. */
  marks: string;
  /** What the svg draws. */
  logo: string;
  spinner: string;
  /** The values that attributes take, the default first. */
  variants: string;
  sizes: string;
  logos: string;
  themes: string;
  /** What the button says in English: the label, while a sign-in is under way, and signed in with `signed-in="menu"`. */
  signIn: string;
  signingIn: string;
  signOut: string;
  /** The same in other languages, by a selector that what is in one of them matches; the last that does counts. */
  languages: [selector: string, ...texts: Texts][];
};

type Texts = [signIn: string, signingIn: string, signOut: string];

interface Window {
  /** Where orkey.languages.js is on the page: the texts for an element, unless it is in English. */
  orkeyTexts?: (element: Element) => Texts | undefined;
}
