import { initiateOAuth } from "./authorize";
import { complete, running } from "./callback";
import { camel } from "./config";
import { configure } from "./server";
import { clearApiKey, getUserId, isSignedIn, onAuthChange } from "./session";
import { inPage } from "./storage";

const NAME = "openrouter-sign-in";

/** The attributes that make the look, with their values: the button has a class of name and place for each. */
const look: { [name: string]: string } = {
  variant: design.variants,
  size: design.sizes,
  logo: design.logos,
  theme: design.themes,
};

/** All that take one of a few values. */
const choices: { [name: string]: string } = { ...look, mode: "redirect popup", "signed-in": "hidden menu" };

const sheet = (css: string): CSSStyleSheet => {
  const made = new CSSStyleSheet(); // needs no 'unsafe-inline' of a Content-Security-Policy
  made.replaceSync(css);
  return made;
};

// A server has no elements: importing this module there must not throw. Two
// copies of it on a page share the first one's element.
if (inPage && !customElements.get(NAME)) {
  const shown = sheet(design.look);
  const hidden = sheet(":host{display:none!important}");
  document.adoptedStyleSheets.push(sheet(design.marks));

  class OpenRouterSignIn extends HTMLElement {
    static observedAttributes = ["label", "disabled", "loading", ...Object.keys(choices)];
    #update: () => void;
    #follow: (work: Promise<void>) => void;
    #disconnect!: () => void;

    constructor() {
      super();
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const label = Object.assign(document.createElement("slot"), { part: "label", dir: "auto" });
      const button = Object.assign(document.createElement("button"), { part: "button" }); // submits nothing: no form is in here
      const status = Object.assign(document.createElement("output"), { part: "error", role: "alert" });
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

      const load = (loading: boolean): void => {
        this.toggleAttribute("loading", loading);
        emit("loading", { loading });
      };

      /** Shows that a sign-in is under way, and how it failed unless a listener does. */
      this.#follow = async (work) => {
        problem = "";
        load(true);
        const error = await work.catch((error) => error);
        load(false);
        if (error && emit("error", error)) status.textContent = problem = error.message;
      };

      button.onclick = () => {
        const options: Record<string, string> = {};
        for (const { name, value } of this.attributes) options[camel(name)] = value;
        const work = signedIn ? clearApiKey() : !loading && initiateOAuth(options);
        if (work) this.#follow(work);
      };

      /** Shows attributes and session as they are, and tells what has changed. */
      this.#update = () => {
        const [signIn, signingIn, signOut] = window.orkeyTexts?.(this) ?? [design.signIn, design.signingIn, design.signOut];
        const before = signedIn;
        signedIn = isSignedIn();
        loading = this.hasAttribute("loading");
        root.adoptedStyleSheets = [signedIn && this.getAttribute("signed-in") !== "menu" ? hidden : shown];
        button.className = loading ? "b" : "";
        for (const name in look) button.className += ` ${name[0]}${look[name]!.split(" ").indexOf(this.getAttribute(name)!)}`;
        button.ariaBusy = `${loading}`; // not disabled, which would lose the focus
        button.disabled = this.hasAttribute("disabled");
        label.name = signedIn ? "signed-in" : ""; // another slot
        label.textContent = signedIn ? signOut : this.getAttribute("label") || signIn;
        mark.part = loading ? "spinner" : "logo";
        path.setAttribute("d", loading ? design.spinner : design.logo);
        status.textContent = loading ? signingIn : problem;
        if (before === !signedIn) emit(signedIn ? "signin" : "signout", { userId: getUserId() });
      };
    }

    connectedCallback(): void {
      const server = this.getAttribute("server");
      if (server) configure({ server });
      this.#disconnect = onAuthChange(this.#update);
      this.#update();
      complete();
      if (running) this.#follow(running);
    }
    disconnectedCallback(): void {
      this.#disconnect();
    }
    attributeChangedCallback(name: string, _: unknown, value: string | null): void {
      if (value && choices[name]?.split(" ").includes(value) === false)
        console.warn(NAME, name, value, "is none of", choices[name]);
      this.#update();
    }
  }
  customElements.define(NAME, OpenRouterSignIn);
}
