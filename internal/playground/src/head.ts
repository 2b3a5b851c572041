// Runs in the head, before the first paint, so that it is right at once: the
// chosen theme, and whether somebody is signed in. It is in the page itself, by
// a hash in the policy, as a file of its own would keep the paint waiting.

try {
  const { dataset } = document.documentElement;
  const { orkey_theme: theme, openrouter_api_key: key } = localStorage;
  if (theme) dataset.theme = theme;
  if (key && key !== "undefined") dataset.session = "in";
} catch {} // no storage
