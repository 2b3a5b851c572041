// <openrouter-sign-in> as far as its look goes: the shadow tree that
// ShadowStylesheet is made for, built by hand.
import { logo, shadow, theme, viewBox } from "./look.js";

const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};
const look = sheet(shadow);
document.adoptedStyleSheets.push(sheet(theme));

const make = (name, attributes = {}, ...children) => {
  const svg = name === "svg" || name === "path";
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

customElements.define("openrouter-sign-in", class extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [look];
    const button = make("button", { part: "button", type: "button" },
      make("svg", { part: "logo", viewBox, fill: "currentColor", stroke: "currentColor", "aria-hidden": "true" },
        ...logo.map((attributes) => make("path", attributes))),
      make("i", { part: "spinner" }),
      make("span", { part: "label", dir: "auto" }, make("slot", {}, this.getAttribute("label") ?? "Sign in with OpenRouter")));
    button.disabled = this.hasAttribute("disabled");
    button.ariaBusy = `${this.hasAttribute("loading")}`;
    root.append(button, make("output", {}, this.hasAttribute("loading") ? "Signing in…" : ""));
  }
});
