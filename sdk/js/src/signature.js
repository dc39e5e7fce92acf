// Checks signatures (PER-5, PER-7). WebCrypto verifies Ed25519 by stricter rules than ZIP 215; see
// spec/person.md. A wallet's are checked by the society.

import { Refusal, concat, fromBase64url, fromUtf8, toBase64url } from "./bytes.js";
import { sha256 } from "./hash.js";
import { parseKey } from "./key.js";

/** @import { Signature } from "./key.js" */

/**
 * Checks a plain Ed25519 signature.
 * @param {Uint8Array<ArrayBuffer>} key
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {Uint8Array<ArrayBuffer>} message
 */
export async function verifyEd25519(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch {
    return false; // not a point
  }
}

/**
 * Checks a signature of a key that WebCrypto knows.
 * @param {string} keyAsText
 * @param {Signature} signature
 * @param {Uint8Array<ArrayBuffer>} message
 */
export async function verifySignature(keyAsText, signature, message) {
  const key = parseKey(keyAsText);
  const bytes = fromBase64url(signature.signature);
  const isPlain = signature.client_data === undefined && signature.authenticator_data === undefined;
  if (!bytes) return false;
  if (key.kind === "ed25519") return isPlain && verifyEd25519(key.bytes, bytes, message);
  if (key.kind === "wallet") {
    throw new Refusal("sdk.wallet_signature", "The society checks a wallet's signature, not the browser.", "PER-5");
  }
  const clientData = fromBase64url(signature.client_data);
  const authenticatorData = fromBase64url(signature.authenticator_data);
  if (!clientData || !authenticatorData || clientData.length > 2048) return false;
  if (authenticatorData.length < 37 || authenticatorData.length > 1024) return false;
  let client;
  try {
    client = JSON.parse(fromUtf8(clientData));
  } catch {
    return false;
  }
  const challenge = toBase64url(await sha256(message));
  if (client?.type !== "webauthn.get" || client.challenge !== challenge) return false;
  const compact = compactFromDer(bytes);
  if (!compact) return false;
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  try {
    const imported = await crypto.subtle.importKey("raw", key.bytes, curve, false, ["verify"]);
    const signed = concat(authenticatorData, await sha256(clientData));
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, compact, signed);
  } catch {
    return false; // not a point
  }
}

/**
 * Turns an ASN.1 DER signature into r and s of 32 bytes each; null if it is not in its one form.
 * @param {Uint8Array} der
 */
export function compactFromDer(der) {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  const whole = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1];
    if (der[at] !== 2 || !length || at + 2 + length > der.length) return null;
    const number = der.slice(at + 2, at + 2 + length);
    const isPadded = number[0] === 0 && (length === 1 || number[1] < 0x80);
    const digits = number[0] === 0 ? number.slice(1) : number;
    if (number[0] >= 0x80 || isPadded || digits.length > 32) return null;
    whole.set(digits, end - digits.length);
    at += 2 + length;
  }
  return at === der.length ? whole : null;
}
