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
    sign: async (message) => {
      const publicKey = {
        allowCredentials: [{ id: credentialId, type: /** @type {const} */ ("public-key") }],
        challenge: await sha256(message),
        rpId,
        // Without PIN or fingerprint the answer is refused (identity.passkey_flags).
        userVerification: /** @type {const} */ ("required"),
      };
      const credential = await navigator.credentials.get({ publicKey });
      const response = /** @type {AuthenticatorAssertionResponse} */ (
        /** @type {PublicKeyCredential} */ (credential).response
      );
      return {
        authenticator_data: toBase64url(new Uint8Array(response.authenticatorData)),
        client_data: toBase64url(new Uint8Array(response.clientDataJSON)),
        signature: toBase64url(new Uint8Array(response.signature)),
      };
    },
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
