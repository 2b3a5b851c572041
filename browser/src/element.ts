import { choices, look, marks, logo, spinner, texts } from "orkey:button";
import { initiateOAuth } from "./authorize";
import { complete, running } from "./callback";
import { camel } from "./config";
import type { SignInResult } from "./orkey";
import { configure } from "./server";
import { clearApiKey, getUserId, isSignedIn, onAuthChange } from "./session";
import { inPage } from "./storage";

const NAME = "openrouter-sign-in";

/** The attributes that take one of a few values, the default first. */
const allowed: { [name: string]: string } = { ...choices, mode: "redirect popup" };

/** What the console has been told of. */
const warned: { [value: string]: unknown } = {};

const sheet = (css: string): CSSStyleSheet => {
  const made = new CSSStyleSheet(); // needs no 'unsafe-inline' of a Content-Security-Policy
  made.replaceSync(css);
  return made;
};

const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, properties: object): HTMLElementTagNameMap[Name] =>
  Object.assign(document.createElement(name), properties);

// A server has no elements: importing this module there must not throw. Two
// copies of it on a page share the first one's element.
if (inPage && !customElements.get(NAME)) {
  const shown = sheet(look);
  const hidden = sheet(":host{display:none!important}");
  document.adoptedStyleSheets.push(sheet(marks));

  class OpenRouterSignIn extends HTMLElement {
    static observedAttributes = ["label", "disabled", "loading", "signed-in", ...Object.keys(allowed)];
    #update: () => void;
    #follow: (work: Promise<SignInResult | void>) => void;
    #disconnect!: () => void;

    constructor() {
      super();
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const label = make("slot", { part: "label", dir: "auto" });
      const button = make("button", { part: "button" }); // submits nothing: no form is in here
      const status = make("output", { part: "error", role: "alert" });
      const root = this.attachShadow({ mode: "open", delegatesFocus: true });
      mark.setAttribute("viewBox", "0 0 96 96");
      mark.append(path);
      button.append(mark, label);
      root.append(button, status);
      let signedIn: boolean | undefined;
      let loading: boolean | undefined;
      let problem: string;

      /** False if a listener has called preventDefault. */
      const emit = (name: string, detail: object): boolean =>
        this.dispatchEvent(new CustomEvent("openrouter-" + name, { bubbles: true, composed: true, cancelable: true, detail }));

      /** Which of its values an attribute has. */
      const choose = (name: string, values: string): number => {
        const value = this.getAttribute(name);
        const index = values.split(" ").indexOf(value!);
        if (value && index < 0) warned[name + value] ??= console.warn(NAME, name, value, "is none of", values) ?? 1;
        return Math.max(index, 0);
      };

      /** Shows that a sign-in is under way, and how it failed unless a listener does. */
      this.#follow = async (work) => {
        problem = "";
        this.toggleAttribute("loading", true);
        const error = await work.then((result) => result?.error, (error) => error);
        this.toggleAttribute("loading", false);
        if (error && emit("error", error)) status.textContent = problem = error.message;
      };

      button.onclick = () => {
        const options: Record<string, string> = {};
        for (const { name, value } of this.attributes) options[camel(name)] = value;
        if (signedIn) clearApiKey();
        else if (!loading) this.#follow(initiateOAuth(options));
      };

      /** Shows attributes and session as they are, and tells what has changed. */
      this.#update = () => {
        const [signIn, signingIn, signOut] = window.orkeyTexts?.(this) ?? texts;
        const before = signedIn;
        const busy = loading;
        signedIn = isSignedIn();
        loading = this.hasAttribute("loading");
        root.adoptedStyleSheets = [signedIn && !choose("signed-in", "hidden menu") ? hidden : shown];
        button.className = loading ? "b" : "";
        for (const name in allowed) button.className += ` ${name[0]}${choose(name, allowed[name]!)}`;
        button.ariaBusy = `${loading}`; // not disabled, which would lose the focus
        button.disabled = this.hasAttribute("disabled");
        label.name = signedIn ? "signed-in" : ""; // another slot
        label.textContent = signedIn ? signOut : this.getAttribute("label") || signIn;
        mark.part = loading ? "spinner" : "logo";
        path.setAttribute("d", loading ? spinner : logo);
        status.textContent = loading ? signingIn : problem;
        if (before === !signedIn) emit(signedIn ? "signin" : "signout", { userId: getUserId() });
        if (busy === !loading) emit("loading", { loading });
      };
    }

    connectedCallback(): void {
      this.#disconnect = onAuthChange(this.#update);
      this.#update();
      complete();
      if (running) this.#follow(running);
    }
    disconnectedCallback(): void {
      this.#disconnect();
    }
    attributeChangedCallback(): void {
      this.#update();
    }
  }
  customElements.define(NAME, OpenRouterSignIn);
}
