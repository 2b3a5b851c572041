// Elements, found and made. Text never becomes markup: Trusted Types are enforced.

/** The element that matches, of the type it is told to be. Throws if the page has none. */
export const $ = <E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E => {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
};

/** All elements that match. */
export const $$ = <E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E[] => [
  ...within.querySelectorAll<E>(selector),
];

type Child = Node | string | false | undefined;

/**
 * Makes an element. Properties are set as such (className, textContent, onclick…), those with a hyphen and role as
 * attributes; children that are false or undefined are left out.
 */
export const el = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: { [property: string]: unknown } = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  for (const [property, value] of Object.entries(properties))
    if (property.includes("-") || property === "role") element.setAttribute(property, String(value));
    else Object.assign(element, { [property]: value });
  element.append(...children.filter((child): child is Node | string => child !== false && child !== undefined));
  return element;
};

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the symbols at the end of index.html, by its name without icon-. It says nothing to screen readers. */
export const icon = (name: string): SVGElement => {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
};
