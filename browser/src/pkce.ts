// RFC 7636 with S256, the only method worth having.

/**
 * A code_verifier (section 4.1): 108 characters with 366 random bits, as a
 * UUID of version 4 has 122.
 */
export const newVerifier = (): string => crypto.randomUUID() + crypto.randomUUID() + crypto.randomUUID();

/** The code_challenge of a verifier (section 4.2), in base64url without padding. */
export const challengeOf = async (verifier: string): Promise<string> =>
  btoa(String.fromCharCode(...(await sha256(verifier)))).replace(/\+/g, "-").replace(/\//g, "_").replace("=", "");

export const sha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
