// Begins a person whose key this browser keeps, a device, or a wallet.

import { Refusal, toBase64url } from "./bytes.js";
import { ed25519FromSecret, ed25519Signer, newEd25519 } from "./ed25519.js";
import { holdKey } from "./keyring.js";
import { newPerson } from "./person.js";

/**
 * @import { Signer } from "./key.js"
 * @import { HeldKey, KeptKey } from "./keyring.js"
 * @typedef {{ held: HeldKey, paper: string | null }} Begun `paper`: the file of the second key, which is kept
 *   nowhere else; it works with `polity --key FILE`
 */

/** Makes a browser's own key. @returns {Promise<CryptoKeyPair>} */
export const newBrowserKey = () =>
  newEd25519().catch(() => {
    const nextStep = "Use a newer browser, or the program polity.";
    throw new Refusal("sdk.no_ed25519", "This browser cannot make a key of its own (Ed25519).", "PER-3", nextStep);
  });

/**
 * Begins a person whose key this browser keeps. With `paper` there is a second key, with every scope, as a
 * file.
 * @param {{ paper: boolean }} options
 */
export async function newBrowserPerson({ paper }) {
  const pair = await newBrowserKey();
  return begin({ kind: "browser", pair }, await ed25519Signer(pair), paper);
}

/**
 * Begins a person whose key a device keeps (WebAuthn), and asks for it twice: to make, and to sign.
 * @param {{ paper: boolean, rpId: string, rpName: string, name: string }} options
 */
export async function newPasskeyPerson({ paper, ...options }) {
  const { newPasskey, passkeySigner } = await import("./passkey.js");
  const passkey = await newPasskey(options);
  return begin({ kind: "passkey", passkey }, passkeySigner(passkey), paper);
}

/**
 * Begins a person whose key an Ethereum wallet keeps (EIP-1193).
 * @param {{ paper: boolean }} options
 */
export async function newWalletPerson({ paper }) {
  const { injected, walletSigner } = await import("./wallet.js");
  const signer = await walletSigner(injected());
  return begin({ kind: "wallet", address: signer.address }, signer, paper);
}

/** @param {KeptKey} kept @param {Signer} signer @param {boolean} paper @returns {Promise<Begun>} */
async function begin(kept, signer, paper) {
  const secret = paper ? crypto.getRandomValues(new Uint8Array(32)) : null;
  const keys = [{ signer }];
  if (secret) keys.push({ signer: await ed25519Signer(await ed25519FromSecret(secret)) });
  const { person, signed } = await newPerson(keys);
  /** @type {HeldKey} */
  const held = { ...kept, inception: signed, person };
  // The words of a wallet are written down elsewhere, and no web address binds it.
  if (kept.kind === "wallet") held.backup = "wallet";
  await holdKey(held);
  return { held, paper: secret && paperFile(signed, secret) };
}

/**
 * Returns a key as a file.
 * @param {HeldKey["inception"]} inception
 * @param {Uint8Array} secret
 */
export const paperFile = (inception, secret) =>
  `${JSON.stringify({ inception, secret: toBase64url(secret) }, null, 2)}\n`;
