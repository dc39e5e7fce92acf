// Operations (OPE-1 to OPE-8): build, show, sign.

import { Refusal, utf8 } from "./bytes.js";
import { canonical, canonicalBytes } from "./canonical.js";

export const ENVELOPE_BYTES_MAX = 48 * 1024;
export const VALIDITY_MAX_SECONDS = 86400;
export const VALIDITY_DEFAULT_SECONDS = 600;

/**
 * @typedef {{ name: string, with: any }} Action
 * @typedef {{ action: Action, author: string, key: string, nonce: number, society: string,
 *   valid: { from: number, until: number } }} Operation
 * @typedef {{ operation: Operation, proof: { kind: "signature", with: import("./key.js").Signature } }} Envelope
 */

/**
 * Builds an operation: valid from now for ten minutes, with a random nonce, unless it is said otherwise.
 * @param {{ action: Action, author: string, key: string, society: string, nonce?: number,
 *   from?: number, seconds?: number }} wish
 * @returns {Operation}
 */
export function buildOperation({ action, author, key, society, nonce, from, seconds }) {
  const start = from ?? Math.floor(Date.now() / 1000);
  const length = seconds ?? VALIDITY_DEFAULT_SECONDS;
  if (!(length >= 1 && length <= VALIDITY_MAX_SECONDS)) {
    const message = `The operation is valid for ${length} seconds; 1 to ${VALIDITY_MAX_SECONDS} are allowed.`;
    throw new Refusal("operation.validity_too_long", message, "OPE-5");
  }
  const valid = { from: start, until: start + length };
  return { action, author, key, nonce: nonce ?? randomNonce(), society, valid };
}

function randomNonce() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high & 0x1fffff) * 2 ** 32 + low;
}

/** Returns the bytes that are signed. @param {Operation} operation */
export const signedBytes = (operation) => utf8(`polity/operation/v1\n${canonical(operation)}`);

/**
 * Signs an operation and returns its envelope.
 * @param {Operation} operation
 * @param {import("./key.js").Signer} signer
 * @returns {Promise<Envelope>}
 */
export async function signOperation(operation, signer) {
  if (operation.key !== signer.key) {
    throw new Refusal("operation.signature_mismatch", "The operation names another key than signs.", "OPE-3");
  }
  const signature = await signer.sign(signedBytes(operation));
  return { operation, proof: { kind: "signature", with: signature } };
}

/** Returns the canonical bytes of an envelope, as they are sent. @param {Envelope} envelope */
export function envelopeBytes(envelope) {
  const bytes = canonicalBytes(envelope);
  if (bytes.length > ENVELOPE_BYTES_MAX) {
    const message = `The envelope has ${bytes.length} bytes; at most ${ENVELOPE_BYTES_MAX} are allowed.`;
    throw new Refusal("encoding.too_long", message, "OPE-7");
  }
  return bytes;
}
