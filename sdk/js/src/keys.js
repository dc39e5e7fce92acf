// Keys and signatures (PER-3, PER-5, PER-7). WebCrypto verifies Ed25519 by stricter rules than ZIP 215;
// see spec/person.md. Wallet signatures are made by the wallet and checked by the society.

import { Refusal, concat, fromBase64url, fromUtf8, toBase64url } from "./bytes.js";
import { sha256 } from "./hash.js";

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

/**
 * Makes a signer of an Ethereum wallet (EIP-1193; the wallet signs an EIP-191 message).
 * @param {{ request: (call: { method: string, params?: unknown[] }) => Promise<any> }} provider
 * @returns {Promise<Signer>}
 */
export async function walletSigner(provider) {
  const [address] = await provider.request({ method: "eth_requestAccounts" });
  const bytes = hexBytes(address, 20);
  return {
    key: keyText("wallet", bytes),
    sign: async (message) => {
      const hex = `0x${Array.from(message, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
      const signature = await provider.request({ method: "personal_sign", params: [hex, address] });
      return { signature: toBase64url(hexBytes(signature, 65)) };
    },
  };
}

/** @param {unknown} text @param {number} length */
function hexBytes(text, length) {
  const digits = typeof text === "string" ? text.replace(/^0x/, "").toLowerCase() : "";
  if (!/^[0-9a-f]*$/.test(digits) || digits.length !== 2 * length) {
    throw new Refusal("sdk.wallet", `The wallet answered something else than ${length} bytes.`);
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

