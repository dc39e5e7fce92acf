// The key that this browser keeps, in IndexedDB. A browser key is not extractable: a page can have it
// sign, and cannot read it out. It lives as long as the browser's storage of this address.

import { Refusal, toBase64url } from "./bytes.js";
import { ed25519FromSecret, ed25519Signer, newEd25519, newPasskey, passkeySigner } from "./keys.js";
import { newPerson } from "./person.js";

/**
 * @import { Signer } from "./keys.js"
 * @typedef {{ kind: "browser", pair: CryptoKeyPair }
 *   | { kind: "passkey", passkey: { key: string, credentialId: Uint8Array<ArrayBuffer>, rpId: string } }} KeptKey
 * @typedef {KeptKey & { inception: Awaited<ReturnType<typeof newPerson>>["signed"], person: string }} HeldKey
 */

const STORE = "keys";
const NAME = "me";

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("polity", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(noStorage());
    asked.onblocked = () => reject(noStorage());
  });

const noStorage = () =>
  new Refusal(
    "sdk.no_storage",
    "This browser does not let the page keep a key.",
    "",
    "Leave private browsing, or allow this page to store, then load it again.",
  );

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>}
 */
async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(noStorage());
      transaction.onerror = () => reject(noStorage());
    });
  } finally {
    database.close();
  }
}

/** Returns the key that is kept, if one is. @returns {Promise<HeldKey | undefined>} */
export const heldKey = () => within("readonly", (store) => store.get(NAME));

/** Keeps a key; never in the place of another. @param {HeldKey} held */
export const holdKey = async (held) => {
  await within("readwrite", (store) => store.add(held, NAME));
  // Whether the browser promises to keep it is up to the browser.
  await navigator.storage?.persist?.().catch(() => false);
};

/** Forgets the key. Nothing brings it back. */
export const dropKey = () => within("readwrite", (store) => store.delete(NAME));

/** Returns what signs with the key that is kept. @param {HeldKey} held @returns {Promise<Signer>} */
export const signerOf = async (held) =>
  held.kind === "passkey" ? passkeySigner(held.passkey) : ed25519Signer(held.pair);

/**
 * Begins a person whose key this browser keeps. With `paper` there is a second key, with every scope,
 * of which a file is returned: it works with `polity --key FILE`, and is kept nowhere else.
 * @param {{ paper: boolean }} options
 * @returns {Promise<{ held: HeldKey, paper: string | null }>}
 */
export async function newBrowserPerson({ paper }) {
  const pair = await newEd25519().catch(() => {
    const nextStep = "Use a newer browser, or the program polity.";
    throw new Refusal("sdk.no_ed25519", "This browser cannot make a key of its own (Ed25519).", "PER-3", nextStep);
  });
  const first = await ed25519Signer(pair);
  return begin({ kind: "browser", pair }, first, paper);
}

/**
 * Begins a person whose key a device keeps (WebAuthn), and asks for it twice: to make, and to sign.
 * @param {{ paper: boolean, rpId: string, rpName: string, name: string }} options
 * @returns {Promise<{ held: HeldKey, paper: string | null }>}
 */
export async function newPasskeyPerson({ paper, ...options }) {
  const passkey = await newPasskey(options);
  return begin({ kind: "passkey", passkey }, passkeySigner(passkey), paper);
}

/** @param {KeptKey} kept @param {Signer} signer @param {boolean} paper */
async function begin(kept, signer, paper) {
  const secret = paper ? crypto.getRandomValues(new Uint8Array(32)) : null;
  const keys = [{ signer }];
  if (secret) keys.push({ signer: await ed25519Signer(await ed25519FromSecret(secret)) });
  const { person, signed } = await newPerson(keys);
  const held = { ...kept, inception: signed, person };
  await holdKey(held);
  const file = secret ? `${JSON.stringify({ inception: signed, secret: toBase64url(secret) }, null, 2)}\n` : null;
  return { held, paper: file };
}
