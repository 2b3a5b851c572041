/** What package button says of the button. The bundler writes the values in place of the names. */
declare const design: {
  /** Class names of Tailwind CSS. */
  tailwind: { [variant: string]: { [size: string]: string } };
  /** The logo and the spinner as markup. */
  logos: { [size: string]: string };
  spinners: { [size: string]: string };
  /** The label in English. */
  signIn: string;
};

interface Window {
  /** Of orkey.languages.js: the texts for an element, unless it is in English. */
  orkeyTexts?: (element: Element) => [signIn: string, signingIn: string, signOut: string] | undefined;
}
