// Keys in their text form (PER-3), and what has a key sign.

import { Refusal, fromBase64url, toBase64url } from "./bytes.js";

/**
 * @typedef {{ kind: "ed25519" | "passkey" | "wallet", bytes: Uint8Array<ArrayBuffer> }} Key
 * @typedef {{ signature: string, authenticator_data?: string, client_data?: string }} Signature
 * @typedef {{ key: string, sign: (message: Uint8Array<ArrayBuffer>) => Promise<Signature> }} Signer
 */

const LENGTHS = { ed25519: 32, passkey: 65, wallet: 20 };

/** The y-coordinates of points of small order in every encoding, without the sign, as base64url. */
const SMALL_ORDER = new Set([
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "7P_______________________________________38",
  "7f_______________________________________38",
  "7v_______________________________________38",
  "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
  "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
]);

/**
 * Reads a key from its text form.
 * @param {unknown} text
 * @returns {Key}
 */
export function parseKey(text) {
  const [kind, rest, more] = typeof text === "string" ? text.split(":") : [];
  const bytes = more === undefined ? fromBase64url(rest) : null;
  if (bytes && (kind === "ed25519" || kind === "passkey" || kind === "wallet")) {
    const isPoint = kind !== "passkey" || bytes[0] === 4;
    const isFine = kind !== "ed25519" || !isSmallOrder(bytes);
    if (bytes.length === LENGTHS[kind] && isPoint && isFine) return { kind, bytes };
  }
  throw new Refusal(
    "encoding.key_text",
    "A key is written ed25519:…, passkey:… or wallet:… and is a point that is not of small order.",
    "PER-3",
  );
}

/** @param {Uint8Array} bytes */
function isSmallOrder(bytes) {
  const y = Uint8Array.from(bytes);
  y[31] &= 0x7f;
  return SMALL_ORDER.has(toBase64url(y));
}

/** @param {"ed25519" | "passkey" | "wallet"} kind @param {Uint8Array} bytes */
export const keyText = (kind, bytes) => `${kind}:${toBase64url(bytes)}`;
