// The section where somebody chooses a look, sees it and takes its code along.

import type { OpenRouterSignInElement } from "../../../browser/dist/orkey";
import { codeBlock } from "./code";
import { copyButton } from "./copy";
import { $, $$ } from "./dom";
import { keep, type Look, lookOf, restore, usual } from "./looks";
import { orkey } from "./orkey";
import { picture } from "./picture";
import { onSession } from "./session";
import { snippets } from "./snippets";

const form = $<HTMLFormElement>("#look-controls");
const stage = $("#stage");
const specimen = $<OpenRouterSignInElement>("#specimen");
const drawn = $("#picture");

/** Makes the section work. The address says with which look it begins: the drop-in module has cleaned it by now. */
export const startLook = (): void => {
  const { searchParams } = new URL(location.href);
  restore(form, searchParams);
  const block = codeBlock($("#snippet"), "Stack", snippets(usual, design.signIn), () => write());
  block.choose(searchParams.get("stack") ?? "");

  /** The address of this look. */
  const address = (): URL => {
    const url = new URL(location.href);
    keep(form, url.searchParams);
    if (block.chosen() === "html") url.searchParams.delete("stack");
    else url.searchParams.set("stack", block.chosen());
    return url;
  };
  const write = (): void => {
    const url = address();
    if (url.href === location.href) return;
    try {
      history.replaceState(history.state, "", url);
    } catch {} // Safari allows no more than 100 in 30 seconds
  };
  const update = (): void => {
    const icon = form.elements.namedItem("variant") as RadioNodeList;
    for (const fieldset of $$<HTMLFieldSetElement>("#look-logo, #look-width")) fieldset.disabled = icon.value === "icon";
    const look = lookOf(form);
    show(look);
    block.show(snippets(look, builtIn()));
    mark(look);
  };
  $(".look").oninput = () => {
    update(); // some controls of the form stand outside of it
    write();
  };
  form.onreset = () =>
    setTimeout(() => {
      update(); // the controls are reset by now
      write();
    });
  $("#sheet").onchange = (event) => {
    const [variant, size, theme] = (event.target as HTMLInputElement).value.split(" ");
    for (const [name, value] of Object.entries({ variant, size, theme })) (form.elements.namedItem(name) as RadioNodeList).value = value ?? "";
    update();
    write();
  };
  specimen.addEventListener("openrouter-loading", (event) => {
    if (!event.detail.loading) show(lookOf(form)); // it has taken the attribute away
  });
  $("#look-reset").before(copyButton(() => Object.assign(address(), { hash: "look" }).href, "Copy link to this look", "Copy link"));
  onSession(update);
};

/** The label that the button on the stage has by itself. */
const builtIn = (): string => window.orkeyTexts?.(specimen)?.[0] ?? design.signIn;

/** Shows a look on the stage: by the element itself, unless that would hide. */
const show = (look: Look): void => {
  stage.dataset.background = new FormData(form).get("background") as string;
  for (const name of ["variant", "size", "logo", "theme", "label", "lang", "signed-in"] as const)
    if (look[name] !== usual[name]) specimen.setAttribute(name, look[name]);
    else specimen.removeAttribute(name);
  specimen.toggleAttribute("disabled", look.disabled);
  const menu = look["signed-in"] === "menu";
  if (!orkey.isSignedIn() || menu) specimen.toggleAttribute("loading", look.loading);
  specimen.style.width = look.width;
  drawn.hidden = !orkey.isSignedIn() || menu;
  drawn.replaceChildren(...(drawn.hidden ? [] : [picture(look, look.label || builtIn())]));
  for (const button of drawn.children) (button as HTMLElement).style.width = look.width;
  const bare = look.variant === "minimal" && look.theme !== "auto"; // invisible on the other background
  $("#stage-theme").hidden = !bare;
  $("#stage-theme").textContent = bare ? `Without a background of its own, this button is for ${look.theme} pages.` : "";
  $("#stage-note").textContent = menu ? "Now it signs out." : "The button is hidden now: this is its picture.";
};

/** Marks the look on the sheet, if it is there: with the theme that the stage has. */
const mark = (look: Look): void => {
  const theme = look.theme === "auto" ? "" : look.theme;
  for (const radio of $$<HTMLInputElement>("input", $("#sheet"))) {
    const [variant, size, of] = radio.value.split(" ");
    radio.checked = variant === look.variant && size === look.size && of === (theme || "light");
    radio.parentElement?.classList.toggle("chosen", variant === look.variant && size === look.size && (!theme || of === theme));
  }
};
