// A page that speaks other languages than English loads this beside orkey.js, in
// any order. The nearest lang says which, as in CSS; English when in doubt.

interface SignIn extends Element {
  attributeChangedCallback(): void;
}

if (globalThis.document) {
  /** Elements that have asked. */
  const asked = new Set<Element>();

  window.orkeyTexts = (element) => {
    asked.add(element);
    const found = design.languages.findLast(([selector]) => element.matches(selector));
    return found && [found[1], found[2], found[3]];
  };

  /** Lets elements ask again: in the page, in shadow trees that have asked before, and nowhere else. */
  const askAgain = (): void => {
    for (const element of asked) if (!element.isConnected) asked.delete(element);
    for (const element of new Set([...document.querySelectorAll("openrouter-sign-in:defined"), ...asked]))
      (element as SignIn).attributeChangedCallback();
  };
  new MutationObserver(askAgain).observe(document, { subtree: true, attributeFilter: ["lang"] });
  askAgain();
}
