// Begins a sign-in without an element: what the element would tell, this tells.

import type { SignInOptions } from "../../../browser/dist/orkey";
import { giveUp, orkey } from "./orkey";
import { noteOf } from "./sign-in-error";
import { toast } from "./toast";
import { failed } from "./watch";

/** Signs in, and says so if that fails. */
export const signIn = async (options: SignInOptions = {}): Promise<void> => {
  toast();
  try {
    await orkey.initiateOAuth({ keyLabel: "orkey demo", ...options });
  } catch (error) {
    failed(error as Parameters<typeof failed>[0]);
    toast(noteOf(error as Parameters<typeof noteOf>[0]));
    giveUp();
  }
};
