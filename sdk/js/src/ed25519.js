// Ed25519 keys of WebCrypto: a browser's own, and those of a key file.

import { Refusal, concat, fromBase64url, toBase64url } from "./bytes.js";
import { keyText } from "./key.js";

/** @import { Signer } from "./key.js" */

/**
 * Makes a signer of an Ed25519 key pair of WebCrypto.
 * @param {CryptoKeyPair} pair
 * @returns {Promise<Signer>}
 */
export async function ed25519Signer(pair) {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    key: keyText("ed25519", raw),
    sign: async (message) => {
      const signature = await crypto.subtle.sign({ name: "Ed25519" }, pair.privateKey, message);
      return { signature: toBase64url(new Uint8Array(signature)) };
    },
  };
}

/**
 * Makes a new Ed25519 key pair; a key that may not leave the browser unless it is said so.
 * @param {{ extractable?: boolean }} [options]
 * @returns {Promise<CryptoKeyPair>}
 */
export async function newEd25519({ extractable = false } = {}) {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, extractable, ["sign", "verify"]);
  return /** @type {CryptoKeyPair} */ (pair);
}

/**
 * Reads an Ed25519 key pair from its 32 secret bytes (a key file, a paper key).
 * @param {Uint8Array} secret
 * @returns {Promise<CryptoKeyPair>}
 */
export async function ed25519FromSecret(secret) {
  if (secret.length !== 32) throw new Refusal("sdk.secret", "A secret key has 32 bytes.");
  // PKCS #8 (RFC 8410): a fixed beginning, then the secret.
  const start = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
  const pkcs8 = concat(start, secret);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", privateKey);
  const raw = fromBase64url(x);
  if (!raw) throw new Refusal("sdk.secret", "The browser gave no public key.");
  const publicKey = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, true, ["verify"]);
  return { privateKey, publicKey };
}
