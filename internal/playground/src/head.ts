// Runs in the head, before the first paint, so that it is right at once: the
// chosen theme, and whether somebody is signed in. It is in the page itself, by
// a hash in the policy, as a file of its own would keep the paint waiting.

try {
  const { dataset } = document.documentElement;
  const { orkey_theme: theme, openrouter_api_key: key } = localStorage;
  if (theme) dataset.theme = theme;
  const foreign = dataset.mode !== "other" && key?.startsWith("sk-or-v1-facade") === (dataset.mode === "live"); // foreign.ts
  if (key && key !== "undefined" && !foreign) dataset.session = "in";
} catch {} // no storage
