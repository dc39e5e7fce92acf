// Passkeys (WebAuthn): a device keeps the key and asks its owner each time (PER-7).

import { Refusal, toBase64url } from "./bytes.js";
import { sha256 } from "./hash.js";
import { keyText, parseKey } from "./key.js";

/** @import { Signer } from "./key.js" */

/**
 * Makes a signer of a passkey that the browser holds (WebAuthn).
 * @param {{ key: string, credentialId: Uint8Array<ArrayBuffer>, rpId: string }} passkey
 * @returns {Signer}
 */
export function passkeySigner({ key, credentialId, rpId }) {
  parseKey(key);
  return {
    key,
    sign: (message) => assert(message, rpId, [{ id: credentialId, type: "public-key" }]),
  };
}

/**
 * Has the device sign.
 * @param {Uint8Array<ArrayBuffer>} message
 * @param {string} rpId
 * @param {PublicKeyCredentialDescriptor[]} allowCredentials
 * @param {(id: ArrayBuffer) => unknown} [keep] is told which credential signed
 */
async function assert(message, rpId, allowCredentials, keep) {
  const publicKey = {
    allowCredentials,
    challenge: await sha256(message),
    rpId,
    // Without PIN or fingerprint the answer is refused (identity.passkey_flags).
    userVerification: /** @type {const} */ ("required"),
  };
  const credential = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
  keep?.(credential.rawId);
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return {
    authenticator_data: toBase64url(new Uint8Array(response.authenticatorData)),
    client_data: toBase64url(new Uint8Array(response.clientDataJSON)),
    signature: toBase64url(new Uint8Array(response.signature)),
  };
}

/**
 * Makes a passkey and returns what its signer needs.
 * @param {{ rpId: string, rpName: string, name: string, userId?: Uint8Array<ArrayBuffer> }} options
 */
export async function newPasskey({ rpId, rpName, name, userId }) {
  const id = userId ?? crypto.getRandomValues(new Uint8Array(16));
  const credential = await navigator.credentials.create({
    publicKey: {
      // A device that has neither PIN nor fingerprint makes no key, rather than one that nobody accepts.
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      pubKeyCredParams: [{ alg: -7, type: "public-key" }],
      rp: { id: rpId, name: rpName },
      user: { displayName: name, id, name },
    },
  });
  const made = /** @type {PublicKeyCredential} */ (credential);
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  const spki = response.getPublicKey();
  if (!spki) throw new Refusal("sdk.passkey", "The device did not make a P-256 key.", "PER-3");
  // A P-256 key in SPKI form ends with its uncompressed point.
  const point = new Uint8Array(spki).slice(-65);
  const key = keyText("passkey", point);
  parseKey(key);
  return { credentialId: new Uint8Array(made.rawId), key, rpId };
}

/**
 * Finds a passkey that the device has already, such as one made at another address of the society.
 * @param {string[]} rpIds relying parties that this page may ask for, tried in turn
 * @param {string[]} keys of which one must be the passkey's
 */
export async function findPasskey(rpIds, keys) {
  const { verifySignature } = await import("./signature.js");
  const passkeys = keys.filter((key) => key.startsWith("passkey:"));
  for (const rpId of passkeys.length > 0 ? rpIds : []) {
    const message = crypto.getRandomValues(new Uint8Array(32));
    /** @type {Uint8Array<ArrayBuffer> | undefined} */
    let credentialId;
    const keep = (/** @type {ArrayBuffer} */ id) => (credentialId = new Uint8Array(id));
    const signature = await assert(message, rpId, [], keep).catch(() => null);
    for (const key of signature ? passkeys : []) {
      if (signature && credentialId && (await verifySignature(key, signature, message))) return { credentialId, key, rpId };
    }
  }
  const nextStep = "Use the device that has the passkey, or another key of yours.";
  throw new Refusal("sdk.no_passkey", "No passkey of this device speaks for that person here.", "IDE-4", nextStep);
}
