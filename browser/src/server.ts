// The key on a server, as package web keeps it: the page knows who is signed in,
// and remembers it so that the next page need not wait to know.

import { ask } from "./ask";
import { config } from "./config";
import type { SignInOptions } from "./orkey";
import { changed, held, setApiKey } from "./session";
import { inPage } from "./storage";

/** What the server says of the person, whom its cookie tells. */
export const session = (): Promise<any> => ask(config.server + "/session");

/** Sets defaults for every sign-in of this page. */
export const configure = (options: SignInOptions): void => {
  const moved = config.server !== Object.assign(config, options).server;
  if (inPage && moved) {
    changed();
    look().catch(() => {}); // what is known stays
  }
};

const look = async (): Promise<void> => {
  const { signed_in, user_id } = await session();
  const value = signed_in ? "as " + user_id : null;
  if (value !== held()) setApiKey(value, user_id);
};
