// A look: what can be chosen of the button, by the names of the form that chooses
// and of the address that shares it.

export interface Look {
  variant: string;
  size: string;
  logo: string;
  theme: string;
  width: string;
  label: string;
  lang: string;
  "signed-in": string;
  loading: boolean;
  disabled: boolean;
}

/** What is not in the address, nor in a snippet. */
export const usual: Look = {
  variant: "default",
  size: "default",
  logo: "left",
  theme: "auto",
  width: "auto",
  label: "",
  lang: "",
  "signed-in": "hidden",
  loading: false,
  disabled: false,
};

/** The look that a form shows. What a disabled control would say does not count. */
export const lookOf = (form: HTMLFormElement): Look => {
  const data = new FormData(form);
  const text = (name: keyof Look): string => String(data.get(name) ?? usual[name]);
  return {
    variant: text("variant"),
    size: text("size"),
    logo: text("logo"),
    theme: text("theme"),
    width: text("width"),
    label: printable(text("label")),
    lang: text("lang"),
    "signed-in": text("signed-in"),
    loading: data.has("loading"),
    disabled: data.has("disabled"),
  };
};

/** Without what no page can hold: half characters and control characters. */
const printable = (text: string): string => text.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, "").trim();

/** The names of all controls of a form, each once. */
const namesOf = (form: HTMLFormElement): Set<string> =>
  new Set([...form.elements].map((control) => (control as HTMLInputElement).name).filter(Boolean));

/** Sets the controls by the query of an address. What is not in there, or no such value, is as usual. */
export const restore = (form: HTMLFormElement, query: URLSearchParams): void => {
  for (const name of namesOf(form)) {
    const value = query.get(name);
    const control = form.elements.namedItem(name);
    if (value === null) continue;
    if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value === control.value;
    else if (control instanceof RadioNodeList) control.value = value;
    else if (control instanceof HTMLInputElement) control.value = value.slice(0, control.maxLength);
    else if (control instanceof HTMLSelectElement && [...control.options].some((option) => option.value === value)) control.value = value;
  }
};

/** Puts what differs from the usual into a query, and takes the rest out; what is none of the form's stays. */
export const keep = (form: HTMLFormElement, query: URLSearchParams): void => {
  const data = new FormData(form);
  for (const name of namesOf(form)) {
    const value = data.get(name);
    if (typeof value === "string" && value && value !== usualOf(form, name)) query.set(name, value);
    else query.delete(name);
  }
};

/** What a control says when nobody has touched it. */
const usualOf = (form: HTMLFormElement, name: string): string | undefined => {
  const control = form.elements.namedItem(name);
  const radios = control instanceof RadioNodeList ? ([...control] as HTMLInputElement[]) : [];
  return radios.find((radio) => radio.defaultChecked)?.value;
};
