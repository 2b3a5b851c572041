// Keys that are not for here. This origin may keep one for another page: of an app
// that somebody develops, or of this demo against OpenRouter. An emulator's keys
// begin with a word of their own, so whose a key is can be told without asking:
// one of the other kind is sent nowhere and left where it is. The page, and the
// drop-in module in it, do as if there were none. This module runs before orkey.ts.

import { local } from "./stores";

const KEY = "openrouter_api_key";
const NAMES = [KEY, "openrouter_user_id"];

const { mode } = document.documentElement.dataset;
const { getItem, removeItem } = Storage.prototype;

/** Whether this origin keeps a key that is not for here. What is neither OpenRouter nor known as an emulator may be both. */
export const isForeign = (): boolean => {
  const key = local && mode !== "other" && getItem.call(local, KEY);
  return !!key && key !== "undefined" && key.startsWith("sk-or-v1-facade") === (mode === "live");
};

const hides = (storage: Storage, name: string): boolean => storage === local && NAMES.includes(name) && isForeign();

Storage.prototype.getItem = function (name) {
  return hides(this, name) ? null : getItem.call(this, name);
};
Storage.prototype.removeItem = function (name) {
  if (!hides(this, name)) removeItem.call(this, name);
};
