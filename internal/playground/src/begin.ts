// Begins a sign-in without an element: what the element would tell, this tells.

import type { OpenRouterError, SignInOptions } from "../../../browser/dist/orkey";
import { giveUp, orkey } from "./orkey";
import { tell } from "./sign-in-error";
import { toast } from "./toast";
import { failed } from "./watch";

/** Signs in, and says so if that fails. */
export const signIn = async (options: SignInOptions = {}): Promise<void> => {
  toast();
  try {
    await orkey.initiateOAuth({ keyLabel: "orkey demo", ...options });
  } catch (error) {
    failed(error as OpenRouterError);
    tell(error as OpenRouterError);
    giveUp();
  }
};
