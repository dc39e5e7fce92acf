// The one hash, SHA-256 (ENC-9).

import { concat, toHex } from "./bytes.js";

/**
 * Hashes the parts one after the other.
 * @param {...Uint8Array} parts
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

/** @param {...Uint8Array} parts */
export const sha256Hex = async (...parts) => toHex(await sha256(...parts));
