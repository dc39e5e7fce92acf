// The key that this browser keeps, in IndexedDB. A browser key is not extractable: a page can have it
// sign, and cannot read it out. It lives as long as the browser's storage of this address. What makes a
// signer of each kind is loaded when it signs.

import { Refusal } from "./bytes.js";

/**
 * @import { Signer } from "./key.js"
 * @import { Signature } from "./key.js"
 * @import { Inception } from "./person.js"
 * @typedef {{ key: string, credentialId: Uint8Array<ArrayBuffer>, rpId: string }} Passkey
 * @typedef {{ kind: "browser", pair: CryptoKeyPair }
 *   | { kind: "passkey", passkey: Passkey }
 *   | { kind: "wallet", address: string }} KeptKey
 * @typedef {{ expires: number, key: string, pair: CryptoKeyPair, scopes: string[] }} SessionKey
 * @typedef {{ inception: Inception, signatures: Signature[] }} SignedInception
 * @typedef {KeptKey & { backup?: "file" | "none" | "wallet", inception: SignedInception, person: string,
 *   sessions?: Record<string, SessionKey> }} HeldKey `backup`: what keeps the person if this browser is gone;
 *   `sessions`: by society, a key that signs without asking, for some things and for a while
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

/** What is said where another tab has put another person's key here, or has forgotten this one. */
export const otherKey = () =>
  new Refusal("sdk.other_key", "Another tab has changed whose key this browser keeps.", "", "Load the page again: it then shows whose key it is.");

/** Whether it is the same key of the same person. @param {HeldKey | undefined} one @param {HeldKey} other */
const isSame = (one, other) =>
  one?.person === other.person && one.kind === other.kind &&
  (one.kind !== "passkey" || other.kind !== "passkey" || one.passkey.key === other.passkey.key);

/**
 * Reads what is kept and writes it anew, within one transaction: what another tab keeps by now is never written over,
 * since a key that cannot be read out has no copy.
 * @template T
 * @param {HeldKey} held what the caller took to be kept
 * @param {(store: IDBObjectStore, kept: HeldKey) => T} write
 * @returns {Promise<T>}
 */
async function onSame(held, write) {
  /** @type {{ of: T } | undefined} */
  let done;
  await within("readwrite", (store) => {
    const asked = store.get(NAME);
    asked.onsuccess = () => {
      if (isSame(asked.result, held)) done = { of: write(store, asked.result) };
    };
    return asked;
  });
  if (!done) throw otherKey();
  return done.of;
}

/**
 * Notes something more of the key that is kept, if it is still that one.
 * @param {HeldKey} held
 * @param {Partial<HeldKey> | ((kept: HeldKey) => Partial<HeldKey>)} more
 */
export const noteKey = (held, more) =>
  onSame(held, (store, kept) => {
    const noted = /** @type {HeldKey} */ ({ ...kept, ...(typeof more === "function" ? more(kept) : more) });
    store.put(noted, NAME);
    return noted;
  });

/** Refuses unless the key that is kept is still that one. @param {HeldKey} held */
export async function stillKept(held) {
  if (!isSame(await heldKey(), held)) throw otherKey();
}

/** Forgets the key, if it is still that one. Nothing brings it back. @param {HeldKey} held */
export const dropKey = (held) => onSame(held, (store) => void store.delete(NAME));

/** Keeps a key for the session in one society, or forgets it. @param {HeldKey} held @param {string} society @param {SessionKey} [session] */
export const noteSession = (held, society, session) =>
  noteKey(held, ({ sessions = {} }) => {
    const { [society]: _, ...others } = sessions;
    return { sessions: session ? { ...others, [society]: session } : others };
  });

/** Forgets the key for the session in one society. @param {HeldKey} held @param {string} society */
export const forgetSession = (held, society) => noteSession(held, society);

/** Returns what signs with the key that is kept. @param {HeldKey} held @returns {Promise<Signer>} */
export async function signerOf(held) {
  switch (held.kind) {
    case "passkey":
      return (await import("./passkey.js")).passkeySigner(held.passkey);
    case "wallet": {
      const { injected, walletSigner } = await import("./wallet.js");
      return walletSigner(injected(), held.address);
    }
    default:
      return (await import("./ed25519.js")).ed25519Signer(held.pair);
  }
}

/**
 * Returns what signs in a scope without asking, if the holder made a key for it in this society.
 * @param {HeldKey} held
 * @param {string} society
 * @param {string} scope
 * @param {number} now the society's time
 * @param {(key: string) => Promise<boolean>} speaks whether a key speaks for the holder there, as the society says
 * @returns {Promise<Signer | null>}
 */
export async function sessionSigner(held, society, scope, now, speaks) {
  const session = held.sessions?.[society];
  // Half a minute is left for the way.
  if (!session?.scopes.includes(scope) || session.expires <= now + 30) return null;
  // It may have been refused when it was made, or removed since: what it signs would be refused.
  if (!(await speaks(session.key))) {
    await forgetSession(held, society);
    return null;
  }
  return (await import("./ed25519.js")).ed25519Signer(session.pair);
}
