// What is known of each step, as elements.

import type { Language } from "./colour";
import { copyButton } from "./copy";
import { el, icon } from "./dom";
import { curlExchange, curlKey, json, nodes, type Part, plain, secret, url } from "./parts";
import type { SignIn } from "./record";
import { noteOf } from "./sign-in-error";
import { adviceOf, failedAt, progressOf, type Step } from "./steps";

/** A verifier, and what this page made of it by itself. */
export interface Computed {
  /** The challenge of the verifier that was stored, and of the one that was sent. */
  made?: string | undefined;
  sent?: string | undefined;
}

/** All that is known of a step; before it happened, what will be known. */
export const factsOf = (step: Step, signIn: Partial<SignIn>, computed: Computed, base: string): HTMLElement[] => {
  const { error, kept } = signIn;
  const failure = error && failedAt(signIn as SignIn) === step ? [explain(signIn as SignIn, error)] : [];
  const unseen = kept || progressOf(signIn as SignIn, step) === "unseen";
  unknown = (never) => (unseen ? "not seen" : error ? never : "not yet");
  return [...failure, ...[making, leaving, returning, exchanging, keeping][step - 1]!(signIn, computed, base)];
};

type Facts = (signIn: Partial<SignIn>, computed: Computed, base: string) => HTMLElement[];

const making: Facts = ({ verifier, attempt, authorize, popup }, { made }) => {
  const { state, challenge } = asked(authorize);
  return [
    list(
      row("Verifier", verifier && [secret(verifier)], "Copy the verifier"),
      row("Challenge", challenge && [challenge], "Copy the challenge"),
      row("State", state && [secret(state)], "Copy the state"),
    ),
    ...check(made && challenge ? made === challenge : undefined, "This page hashed the verifier, too: SHA-256, in base64url, is the challenge.", "The challenge is not that of the verifier.", {
      href: "https://www.rfc-editor.org/rfc/rfc7636#appendix-B",
      text: "RFC 7636, appendix B",
    }),
    table(`Kept in sessionStorage of ${popup ? "the window" : "this tab"} until the callback`, {
      openrouter_code_verifier: verifier && "the verifier, by the name that OpenRouter’s module uses",
      openrouter_attempt: attempt && "verifier and state, and where to go back to",
    }, "not kept"),
    ...(attempt ? [more("openrouter_attempt as it is stored", json(attempt, 2), "json", "Copy openrouter_attempt")] : []),
  ];
};

const leaving: Facts = ({ authorize, popup, trouble }) => [
  wire(popup ? "A window opens" : "The tab leaves for", authorize, "nowhere"),
  ...(authorize && trouble === "denied" ? [note("By this key_label the emulator shows no page, and answers at once as if the person had pressed Deny.")] : []),
  ...(authorize ? [more("The whole URL", url(authorize).whole, "text", "Copy the URL")] : []),
];

const returning: Facts = ({ callback, authorize, cleaned, popup, error }) => {
  const came = callback && new URL(callback).searchParams.get("state");
  const { state } = asked(authorize);
  const closed = popup && !!callback && "closed with the window";
  const gone = (name: string): Told => (cleaned ? (cleaned.left.includes(name) ? "still there" : "removed") : closed);
  return [
    wire("The browser comes back to", callback, "nowhere"),
    ...check(came && authorize ? came === state : undefined, "The state is the one that was sent.", "The state is not the one that was sent: this is somebody else’s callback."),
    ...check(callback && authorize && !came && !error ? true : undefined, "No state came back. The verifier binds the code to this tab all the same.", ""),
    table("Cleaned up", {
      "address bar": cleaned ? url(cleaned.address).whole : closed,
      openrouter_code_verifier: gone("openrouter_code_verifier"),
      openrouter_attempt: gone("openrouter_attempt"),
    }, "not needed"),
  ];
};

const exchanging: Facts = ({ request, answer, silence, authorize }, { sent }) => {
  const { challenge } = asked(authorize);
  const said = answer && `${answer.status}, ${answer.type || "without a type"}, after ${Math.round(answer.time)} ms`;
  return [
    block(silence === LOST ? "Was to be sent" : "Sent", request && `POST ${request.url}`, request && json(request.body, 2), "json", "Copy the request", "not sent"),
    ...check(sent && challenge ? sent === challenge : undefined, "The verifier in it is the one of the challenge.", "The verifier in it is not the one of the challenge: that is how PKCE stops whoever stole the code."),
    block("Came back", said ?? (silence && `Nothing: ${silences[silence] ?? silence}`), answer && json(answer.body, 2), "json", "Copy the answer", "nothing"),
    ...(request ? [more("As curl", curlExchange(request), "sh", "Copy the command", answer?.status === 200 ? "The code is spent: sent again, it is refused." : "")] : []),
  ];
};

const keeping: Facts = ({ kept: found }, _, base) => [
  table("Kept in localStorage of this origin", {
    openrouter_api_key: found && [secret(found.key)],
    openrouter_user_id: found && [found.userId ?? "unknown"],
  }, "not kept", true),
  block("What the key can do", undefined, found && curlKey(base, found.key), "sh", "Copy the command", "no key here"),
];

/** The name of what fetch throws where the request or its answer does not get through. */
const LOST = "TypeError";

/** Why nothing came back, by the name of what fetch threw. */
const silences: { [name: string]: string } = {
  [LOST]: "there was no connection, or it broke off",
  TimeoutError: "given up waiting",
};

/** What the consent page was asked for. */
const asked = (authorize = "data:"): { state: string | null; challenge: string | null } => {
  const { searchParams } = new URL(authorize);
  return { state: searchParams.get("state"), challenge: searchParams.get("code_challenge") };
};

/** What went wrong, and what to do about it. */
const explain = (signIn: SignIn, { code, message }: NonNullable<SignIn["error"]>): HTMLElement =>
  el(
    "dl",
    { className: "failure" },
    ...[
      ["The module says", el("code", { textContent: code }), ` ${message}`],
      ["This page says", noteOf({ code, message } as Parameters<typeof noteOf>[0]).text],
      ["In your app", adviceOf(signIn)],
    ].map(([name, ...what]) => el("div", {}, el("dt", { textContent: name as string }), el("dd", {}, ...what))),
  );

/** A value, or words in its place; nothing if it is not known yet. */
type Told = Part[] | string | false | null | undefined;

const list = (...rows: HTMLElement[]): HTMLElement => el("dl", { className: "rows" }, ...rows);

const row = (name: string, told: Told, copy = "", never = "not made"): HTMLElement => {
  const value = !told ? pending(never) : typeof told === "string" ? told : el("code", {}, ...nodes(told));
  return el("div", {}, el("dt", { textContent: name }), el("dd", {}, value, typeof told === "object" && !!told && !!copy && copyButton(() => plain(told), copy)));
};

/** What is stored under which name, or what to say if it never is. */
const table = (title: string, entries: { [name: string]: Told }, never: string, copy = false): HTMLElement =>
  el(
    "div",
    {},
    el("h4", { textContent: title }),
    el("dl", { className: "rows wide" }, ...Object.entries(entries).map(([name, told]) => row(name, told, copy ? `Copy ${name}` : "", never))),
  );

/** What stands for what is not known of the step that is drawn: never, if it will not come. */
let unknown: (never: string) => string;

const pending = (never: string): HTMLElement => el("span", { className: "pending", textContent: unknown(never) });

const note = (text: string): HTMLElement => el("p", { className: "note", textContent: text });

/** Whether something is as it should be; nothing before that is known. */
const check = (fine: boolean | undefined | "" | null, yes: string, no: string, link?: { href: string; text: string }): HTMLElement[] =>
  typeof fine !== "boolean"
    ? []
    : [
        el(
          "p",
          { className: fine ? "check" : "check bad" },
          icon(fine ? "done" : "close"),
          el("span", {}, fine ? yes : no, !!link && " ", !!link && el("a", { href: link.href, textContent: link.text, target: "_blank", rel: "noopener" })),
        ),
      ];

/** A request line, a parameter a line. */
const wire = (title: string, href: string | undefined, never: string): HTMLElement => {
  const { bare, parameters } = url(href ?? "data:");
  const lines = parameters.map(({ name, value }, i) =>
    el("span", { className: "line" }, i ? "&" : "?", el("span", { className: "code-a", textContent: name }), "=", ...nodes([value])),
  );
  return el(
    "div",
    { className: "block" },
    el("div", { className: "block-head" }, el("h4", { textContent: title }), !!href && copyButton(() => href, "Copy the URL")),
    href ? el("code", { className: "wire" }, el("span", { className: "line" }, `GET ${bare}`), ...lines) : pending(never),
  );
};

/** Something sent or received. */
const block = (title: string, head: string | undefined, parts: Part[] | undefined, language: Language, copy: string, never: string): HTMLElement =>
  el(
    "div",
    { className: "block" },
    el("div", { className: "block-head" }, el("h4", { textContent: title }), !!parts?.length && copyButton(() => plain(parts), copy)),
    head || parts ? el("code", { className: "wire" }, !!head && el("span", { className: "line", textContent: head }), ...nodes(parts ?? [], language)) : pending(never),
  );

/** What not everybody wants to see at once. */
const more = (title: string, parts: Part[], language: Language, copy: string, remark = ""): HTMLElement =>
  el(
    "details",
    { className: "more" },
    el("summary", { textContent: title }),
    el("div", { className: "block" }, el("code", { className: "wire" }, ...nodes(parts, language)), copyButton(() => plain(parts), copy)),
    !!remark && note(remark),
  );
