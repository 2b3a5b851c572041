// RFC 7636 with S256, the only method worth having.

/** The code_challenge of a verifier (section 4.2), in base64url without padding. */
export const challengeOf = async (verifier: string): Promise<string> =>
  btoa(String.fromCharCode(...(await sha256(verifier)))).replace(/\+/g, "-").replace(/\//g, "_").replace("=", "");

export const sha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
