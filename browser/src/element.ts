import { initiateOAuth } from "./authorize";
import { complete, running } from "./callback";
import { camel } from "./config";
import type { SignInResult } from "./orkey";
import { configure } from "./server";
import { getUserId, isSignedIn, onAuthChange } from "./session";
import { inPage } from "./storage";

/** One plain look, until there is more: the page's colours turned round. The spinner has its room always. */
const style =
  "button{position:relative;padding:.6em 2em;border:0;border-radius:.5em;font:inherit;color:Canvas;background:CanvasText;cursor:pointer}" +
  ":disabled{opacity:.5}" +
  "i{position:absolute;left:.6em;width:.8em;height:.8em;border:2px solid;border-left:0;border-radius:1em}" +
  "[part=logo]{display:none}" +
  "@media(prefers-reduced-motion:no-preference){i{animation:turn 1s linear infinite}}@keyframes turn{to{rotate:1turn}}";

const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, properties?: object): HTMLElementTagNameMap[Name] =>
  Object.assign(document.createElement(name), properties);

/** Makes the class, which a server can't have: importing this module there must not throw. */
const elementClass = () =>
  class OpenRouterSignIn extends HTMLElement {
    static observedAttributes = ["label", "disabled", "loading"];
    #update: () => void;
    #connect: () => void;
    #disconnect!: () => void;

    constructor() {
      super();
      const mark = make("i");
      const label = make("slot", { part: "label" });
      const button = make("button", { part: "button", type: "button" }); // never submits a form
      const problem = make("p", { part: "error", role: "alert" });
      const sheet = new CSSStyleSheet(); // needs no 'unsafe-inline' of a Content-Security-Policy
      const root = this.attachShadow({ mode: "open", delegatesFocus: true });
      button.append(mark, label);
      root.append(button, problem);
      root.adoptedStyleSheets = [sheet];
      let signedIn: boolean | undefined;

      /** False if a listener has called preventDefault. */
      const emit = (name: string, detail: object): boolean =>
        this.dispatchEvent(new CustomEvent("openrouter-" + name, { bubbles: true, composed: true, cancelable: true, detail }));

      const load = (loading: boolean): void => {
        this.toggleAttribute("loading", loading);
        emit("loading", { loading });
      };

      /** Shows that a sign-in is under way, and how it failed unless a listener does. */
      const follow = async (work: Promise<SignInResult | void>): Promise<void> => {
        problem.textContent = "";
        load(true);
        const error = await work.then((result) => result?.error, (error) => error);
        load(false);
        if (error && emit("error", error)) problem.textContent = error.message;
      };

      button.onclick = () => {
        const options: Record<string, string> = {};
        for (const { name, value } of this.attributes) options[camel(name)] = value;
        if (options.loading === undefined) follow(initiateOAuth(options));
      };

      /** Shows attributes and session as they are, and says so if somebody signed in or out. */
      this.#update = () => {
        const before = signedIn;
        const loading = this.hasAttribute("loading");
        signedIn = isSignedIn();
        sheet.replaceSync(signedIn ? ":host{display:none}" : style);
        label.textContent = this.getAttribute("label") ?? "Sign in with OpenRouter";
        mark.part = loading ? "spinner" : "logo";
        button.ariaBusy = `${loading}`; // not disabled, which would lose the focus
        button.disabled = this.hasAttribute("disabled");
        if (before === !signedIn) emit(before ? "signout" : "signin", { userId: getUserId() });
      };

      this.#connect = () => {
        const server = this.getAttribute("server");
        if (server) configure({ server });
        this.#disconnect = onAuthChange(this.#update);
        this.#update();
        complete();
        if (running) follow(running);
      };
    }

    connectedCallback(): void {
      this.#connect();
    }
    disconnectedCallback(): void {
      this.#disconnect();
    }
    attributeChangedCallback(): void {
      this.#update();
    }
  };

const NAME = "openrouter-sign-in";
// Two copies of this module on a page share the first one's element.
if (inPage && !customElements.get(NAME)) customElements.define(NAME, elementClass());
