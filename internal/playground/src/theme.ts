// The switch for the theme of the page.

import { $, $$ } from "./dom";

/** Makes the switch work. head.ts has set the theme already. */
export const startTheme = (): void => {
  const { dataset } = document.documentElement;
  for (const input of $$<HTMLInputElement>("input", $("#theme"))) {
    input.checked = input.value === (dataset.theme ?? "auto");
    input.onchange = () => {
      if (input.value === "auto") delete dataset.theme;
      else dataset.theme = input.value;
      try {
        if (input.value === "auto") delete localStorage.orkey_theme;
        else localStorage.orkey_theme = input.value;
      } catch {} // it lasts as long as the page
    };
  }
};
