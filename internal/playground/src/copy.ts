// Buttons that copy.

import { el, icon } from "./dom";

/** How long a button says that it has copied, in milliseconds. */
const PRAISE = 1600;

/**
 * A button that copies what `text` returns at that moment.
 * @param name what it does, for screen readers: "Copy code"
 * @param label shown beside the icon, if anything: a part of the name
 */
export const copyButton = (text: () => string, name = "Copy", label = ""): HTMLButtonElement => {
  const status = el("span", { className: "unseen", role: "status" });
  const words = el("span", { textContent: label });
  const button = el("button", { type: "button", className: "copy", title: name, "aria-label": name });
  let timer = 0;
  const show = (done: boolean, said = ""): void => {
    clearTimeout(timer);
    button.replaceChildren(icon(done ? "done" : "copy"), words, status);
    button.classList.toggle("done", done);
    status.textContent = said;
  };
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(text());
      show(true, "Copied");
    } catch {
      show(false, "The browser does not let this page copy");
    }
    timer = setTimeout(() => show(false), PRAISE);
  };
  show(false);
  return button;
};
