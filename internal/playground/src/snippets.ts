// The code for a look, for each stack. Only what differs from the usual is in it.
// Each is run by a test as it stands here: e2e/snippets_test.go.

import type { Sample } from "./code";
import { escape } from "./escape";
import { type Look, usual } from "./looks";
import { tailwind } from "./tailwind";

const installed = "`orkey eject orkey`, then `npm install ./orkey`.";

const module = "It needs the module `github.com/orkey-dev/orkey`: Server, under Ways in, shows how to get it.";

/**
 * All snippets for a look.
 * @param text the built-in label in the language of the look
 */
export const snippets = (look: Look, text: string): Sample[] => [
  { id: "html", label: "HTML", language: "html", code: html(look), note: "Run `orkey eject orkey` beside the page: it writes the files." },
  { id: "react", label: "React", language: "js", code: react(look), note: `React 19. ${installed}` },
  { id: "vue", label: "Vue", language: "html", code: vue(look), note: `${installed} Tell Vue in vite.config.ts that it is a custom element: \`isCustomElement\`.` },
  { id: "svelte", label: "Svelte", language: "html", code: svelte(look), note: `Svelte 5. ${installed}` },
  { id: "template", label: "html/template", language: "go", code: template(look), note: `${module} The stylesheet is in the program.` },
  { id: "templ", label: "templ", language: "go", code: templ(look), note: `${module} \`browser.Handler()\` serves \`/orkey.css\`: see html/template.` },
  { id: "tailwind", label: "Tailwind", language: "html", code: tailwind(look, look.label || text), note: "Tailwind CSS 4. No stylesheet of orkey’s is needed." },
];

/** The names that are attributes, in the order in which people write them. */
const named = ["variant", "size", "logo", "theme", "label", "lang", "signed-in"] as const;

/** The attributes that differ from the usual, each with a space before it. */
const attributes = (look: Look, write: (name: string, value: string) => string, style: string): string => {
  const all: string[] = named.filter((name) => look[name] !== usual[name]).map((name) => write(name, look[name]));
  if (look.loading) all.push("loading");
  if (look.disabled) all.push("disabled");
  if (look.width !== usual.width) all.push(style);
  return all.map((attribute) => ` ${attribute}`).join("");
};

const asHTML = (name: string, value: string): string => `${name}="${escape(value)}"`;

/** In JSX and Svelte, braces hold an expression, for what would mean something else in quotes. */
const asExpression = (name: string, value: string): string =>
  /["&<>{}\\]/.test(value) ? `${name}={${JSON.stringify(value)}}` : `${name}="${value}"`;

/** The built-in texts of other languages are a file of their own. */
const translated = (look: Look): boolean => !!look.lang && !look.label;

const html = (look: Look): string =>
  `<link rel="stylesheet" href="orkey/orkey.css">
<script type="module" src="orkey/orkey.min.js"></script>
${translated(look) ? `<script type="module" src="orkey/orkey.languages.js"></script>\n` : ""}
<openrouter-sign-in${attributes(look, asHTML, `style="width: ${look.width}"`)}></openrouter-sign-in>
`;

/** What an app with a bundler imports: the folder of orkey eject is a package. */
const imports = (look: Look, indent = ""): string =>
  ["orkey", ...(translated(look) ? ["orkey/orkey.languages.js"] : []), "orkey/orkey.css"]
    .map((name) => `${indent}import "${name}";\n`)
    .join("");

const react = (look: Look): string =>
  `${imports(look)}
export function SignIn() {
  return <openrouter-sign-in${attributes(look, asExpression, `style={{ width: "${look.width}" }}`)} />;
}
`;

const vue = (look: Look): string =>
  `<script setup lang="ts">
${imports(look)}</script>

<template>
  <openrouter-sign-in${attributes(look, asHTML, `style="width: ${look.width}"`)} />
</template>
`;

const svelte = (look: Look): string =>
  `<script lang="ts">
${imports(look, "  ")}</script>

<openrouter-sign-in${attributes(look, asExpression, `style="width: ${look.width}"`)}></openrouter-sign-in>
`;

/** Text as a Go string. */
const go = (text: string): string => JSON.stringify(text);

/** The rule of the page that makes a button as wide as it should be. */
const rule = (look: Look): string => (look.width === usual.width ? "" : `<style>.sign-in { width: ${look.width} }</style>\n`);

const template = (look: Look): string => {
  const pairs = ["variant", "size", "logo", "theme", "label", "lang"] as const;
  const options = pairs.filter((name) => look[name] !== usual[name]).map((name) => `"${name}" ${go(look[name])}`);
  if (look.loading) options.push(`"loading" true`);
  if (look.disabled) options.push(`"disabled" true`);
  if (look.width !== usual.width) options.push(`"class" "sign-in"`);
  return `package main

import (
	"html/template"
	"log"
	"net/http"

	"github.com/orkey-dev/orkey/browser"
	"github.com/orkey-dev/orkey/button"
)

var page = template.Must(template.New("page").Funcs(button.FuncMap()).Parse(\`<!doctype html>
<link rel="stylesheet" href="/orkey.css">
${rule(look)}{{openrouterButton${options.map((option) => ` ${option.replaceAll("`", "\\x60")}`).join("")}}}
\`))

func main() {
	http.Handle("/orkey.css", browser.Handler())
	http.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		page.Execute(w, nil) // the button leads to /auth/login of package web
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
`;
};

/** The names of package button's values. */
const constants: { [name: string]: { [value: string]: string } } = {
  Variant: { minimal: "Minimal", branded: "Branded", icon: "Icon", cta: "CTA" },
  Size: { sm: "Small", lg: "Large", xl: "ExtraLarge" },
  Logo: { right: "Right", none: "None" },
  Theme: { light: "Light", dark: "Dark" },
};

const templ = (look: Look): string => {
  const fields: string[] = [];
  for (const [name, values] of Object.entries(constants)) {
    const constant = values[look[name.toLowerCase() as "variant" | "size" | "logo" | "theme"]];
    if (constant) fields.push(`${name}: button.${constant}`);
  }
  if (look.label) fields.push(`Label: ${go(look.label)}`);
  if (look.lang) fields.push(`Lang: ${go(look.lang)}`);
  if (look.loading) fields.push("Loading: true");
  if (look.disabled) fields.push("Disabled: true");
  if (look.width !== usual.width) fields.push(`Class: "sign-in"`);
  return `package page

import "github.com/orkey-dev/orkey/button"

templ SignIn() {
	<link rel="stylesheet" href="/orkey.css"/>
${rule(look).replace(/^(?=.)/, "\t")}	@button.Options{${fields.join(", ")}}
}
`;
};
