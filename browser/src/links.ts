import { at, config } from "./config";
import { sha256 } from "./pkce";
import { session } from "./server";
import { getApiKey } from "./session";

/**
 * Where the owner of the key sees what it was used for, and where it can be
 * changed or deleted; null when signed out. OpenRouter names a key by its
 * SHA-256 in hex.
 */
export const keyLinks = async (): Promise<{ logs: string; settings: string } | null> => {
  if (config.server) {
    const { logs_url: logs, settings_url: settings } = await session();
    return logs ? { logs, settings } : null;
  }
  const key = getApiKey();
  if (!key) return null;
  const hash = Array.from(await sha256(key), (byte) => (byte + 256).toString(16).slice(1)).join("");
  return { logs: at("/logs?api_key_hash=" + hash), settings: at("/keys/" + hash) };
};
