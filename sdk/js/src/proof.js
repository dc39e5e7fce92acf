// Proof bundles (PRO-1 to PRO-7): checked offline, for a reader who names the society.

import { Refusal, equal, toHex, utf8 } from "./bytes.js";
import { encodeId } from "./bech32m.js";
import { canonical, canonicalBytes, parseCanonical } from "./canonical.js";
import { sha256 } from "./hash.js";
import { parseKey } from "./key.js";
import { leafHash, verifyConsistency, verifyInclusion } from "./merkle.js";
import { originOf, parseNote, signaturesNeeded, verifyNote } from "./note.js";
import { hash, hashes, list, record, string, whole } from "./shape.js";
import { isStateKey, verifyState } from "./state.js";

export const BUNDLE_BYTES_MAX = 4 * 1024 * 1024;
export const CLAIMS_MAX = 1024;
export const WALK_MAX = 1024;
export const VERSION = "polity/proof/v1";

/**
 * @typedef {{ consistency: string[], root: string, size: number }} Extension
 * @typedef {{ note: string, back?: Extension }} Kept the newest checkpoint that a reader keeps
 * @typedef {{ kind: "entry", index: number, entry: any }
 *   | { kind: "state", key: string, value: any, height: number, time: number }} Proven
 * @typedef {{
 *   checkpoint: { note: string, root: string, size: number },
 *   claims: Proven[],
 *   founding: any,
 *   signedBy: string[],
 *   signers: string[],
 *   signerChanges: number,
 *   standing: "first" | "same" | "newer" | "older",
 *   strength: string,
 * }} Verified
 * @typedef {{ note: string, root: Uint8Array<ArrayBuffer>, size: number, signedBy: string[] }} Held
 */

/** Two notes that cannot both be honest: worth keeping and publishing. */
export class Conflict extends Refusal {
  /** @param {{ kept: string, shown: string, size: number, extension?: Extension }} evidence */
  constructor(evidence) {
    const message = `Two checkpoints signed by the society differ at ${evidence.size} entries: it shows two histories.`;
    super("proof.conflict", message, "PRO-7");
    this.evidence = evidence;
  }
}

/**
 * Verifies a bundle. Throws a {@link Refusal} at the first fault.
 * @param {Uint8Array} bytes
 * @param {string} society the identifier, from the reader and never from the bundle
 * @param {Kept | null} [kept]
 * @returns {Promise<Verified>}
 */
export async function verifyBundle(bytes, society, kept = null) {
  const required = ["checkpoint", "claims", "founding", "version", "walk"];
  const bundle = record(parseCanonical(bytes, BUNDLE_BYTES_MAX), required, ["extends"]);
  if (bundle.version !== VERSION) {
    throw new Refusal("proof.version", `This program reads ${VERSION} and nothing else.`, "PRO-1");
  }
  if (list(bundle.claims).length > CLAIMS_MAX || list(bundle.walk).length > WALK_MAX) {
    throw new Refusal("proof.too_many", "The bundle has too many claims or changes of signers.", "PRO-1");
  }
  await checkFounding(bundle.founding, society);
  const { signers, walked, last } = await walk(bundle, society);
  /** @type {Proven[]} */
  const claims = [];
  for (const [number, claim] of bundle.claims.entries()) claims.push(await checkClaim(claim, number, last));
  if (bundle.extends !== undefined) await checkExtension(bundle.extends, last);
  const standing = kept ? await checkKept(kept, society, walked, last, bundle.extends) : "first";
  return {
    checkpoint: { note: last.note, root: toHex(last.root), size: last.size },
    claims,
    founding: bundle.founding,
    signedBy: last.signedBy,
    signers,
    signerChanges: walked.length,
    standing,
    strength: strength(signers.length, last.signedBy.length),
  };
}

/** @param {number} signers @param {number} signed */
function strength(signers, signed) {
  if (signers === 1) return "One signer: it could show two histories; witnesses expose it.";
  const needed = signaturesNeeded(signers);
  return `${signed} of ${signers} signers signed; ${needed} must: so many would have to collude to show two histories.`;
}

/** @param {any} founding @param {string} society */
async function checkFounding(founding, society) {
  const id = encodeId("society", await sha256(utf8("polity/founding/v1\n"), canonicalBytes(founding)));
  if (id !== society) {
    throw new Refusal("proof.other_society", `The bundle is about ${id}; you asked about ${society}.`, "PRO-2");
  }
  record(founding, ["charter", "founder", "rules_version", "salt", "signers", "time"], ["relying_parties"]);
  checkSigners(founding.signers);
}

/** @param {unknown} value @returns {string[]} */
function checkSigners(value) {
  const signers = list(value);
  const isSorted = signers.every((key, at) => at === 0 || signers[at - 1] < key);
  const areKeys = signers.every((key) => parseKey(key).kind === "ed25519");
  if (signers.length < 1 || signers.length > 31 || !isSorted || !areKeys) {
    throw new Refusal("proof.signers", "Signers are 1 to 31 Ed25519 keys, each once, in order.", "LOG-5");
  }
  return signers;
}

/** @param {Record<string, any>} bundle @param {string} society */
async function walk(bundle, society) {
  /** @type {string[]} */
  let signers = bundle.founding.signers;
  /** @type {Held[]} */
  const walked = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let consistency = [];
  for (const [step, value] of bundle.walk.entries()) {
    const change = record(value, ["checkpoint", "consistency", "inclusion", "seal"]);
    const held = await verifyNote(change.checkpoint, society, signers);
    await checkStep(walked.at(-1), held, consistency, step);
    const isLast = await isSealed(change.seal, change.inclusion, held);
    if (!isLast) throw walkFault(step, "the seal is not the last entry of its checkpoint");
    const next = checkSigners(change.seal.signers);
    if (canonical(next) === canonical(signers)) throw walkFault(step, "the seal names the same signers as before");
    signers = next;
    consistency = hashes(change.consistency);
    walked.push(held);
  }
  const last = await verifyNote(bundle.checkpoint, society, signers);
  await checkStep(walked.at(-1), last, consistency, bundle.walk.length);
  return { last, signers, walked };
}

/** @param {number} step @param {string} fault */
const walkFault = (step, fault) =>
  new Refusal("proof.walk", `Change ${step} of the signers does not hold: ${fault}.`, "PRO-3");

/**
 * @param {Held | undefined} older
 * @param {Held} newer
 * @param {Uint8Array<ArrayBuffer>[]} path
 * @param {number} step
 */
async function checkStep(older, newer, path, step) {
  if (!older) return;
  if (older.size >= newer.size) throw walkFault(step, "the next checkpoint is not larger");
  if (!(await verifyConsistency(older, newer, path))) {
    throw walkFault(step, "the next checkpoint does not extend this one");
  }
}

/** The seal is the last entry. @param {unknown} seal @param {unknown} inclusion @param {Held} held */
async function isSealed(seal, inclusion, held) {
  record(seal, ["count", "evidence", "height", "rules_version", "signers", "state_root", "time"]);
  const leaf = await leafHash(canonicalBytes({ kind: "seal", with: seal }));
  return verifyInclusion(held.root, held.size, held.size - 1, leaf, hashes(inclusion));
}

/**
 * @param {unknown} value
 * @param {number} number
 * @param {Held} held
 * @returns {Promise<Proven>}
 */
async function checkClaim(value, number, held) {
  const claim = record(value, ["kind", "with"]);
  const fault = (/** @type {string} */ why) =>
    new Refusal("proof.claim", `Claim ${number} does not hold: ${why}.`, "PRO-5");
  if (claim.kind === "entry") {
    const { entry, inclusion, index } = record(claim.with, ["entry", "inclusion", "index"]);
    const leaf = await leafHash(canonicalBytes(entry));
    if (!(await verifyInclusion(held.root, held.size, whole(index), leaf, hashes(inclusion)))) {
      throw fault("the entry is not in the log at this index");
    }
    return { entry, index, kind: "entry" };
  }
  if (claim.kind !== "state") throw new Refusal("encoding.shape", "A claim is of kind entry or state.", "ENC-6");
  const required = ["inclusion", "key", "key_hash", "path", "seal"];
  const { inclusion, key, key_hash, path, seal, value: stored } = record(claim.with, required, ["value"]);
  if (!(await isSealed(seal, inclusion, held))) throw fault("the seal is not the last entry of its checkpoint");
  if (!isStateKey(key)) throw fault("the key is not a state key");
  if (!equal(await sha256(utf8(string(key))), hash(key_hash))) throw fault("the key's hash is another");
  const bytes = stored === undefined ? null : canonicalBytes(stored);
  if (!(await verifyState(hash(seal.state_root), key, bytes, readPath(path)))) {
    throw fault("the path does not prove this of the state");
  }
  return { height: whole(seal.height), key, kind: "state", time: whole(seal.time), value: stored ?? null };
}

/** @param {unknown} value */
function readPath(value) {
  const { leaf, siblings } = record(value, ["siblings"], ["leaf"]);
  if (leaf === undefined) return { siblings: hashes(siblings) };
  const { key_hash, value_hash } = record(leaf, ["key_hash", "value_hash"]);
  return { leaf: { keyHash: hash(key_hash), valueHash: hash(value_hash) }, siblings: hashes(siblings) };
}

/** @param {unknown} value */
function readExtension(value) {
  const { consistency, root, size } = record(value, ["consistency", "root", "size"]);
  return { consistency: hashes(consistency), root: hash(root), size: whole(size) };
}

/** @param {unknown} value @param {Held} held */
async function checkExtension(value, held) {
  const { consistency, root, size } = readExtension(value);
  if (!(await verifyConsistency({ root, size }, held, consistency))) {
    const message = `The checkpoint of ${held.size} entries does not extend the older one of ${size}.`;
    throw new Refusal("proof.extension", message, "PRO-6");
  }
}

/**
 * Never back, never sideways.
 * @param {Kept} kept
 * @param {string} society
 * @param {Held[]} walked
 * @param {Held} last
 * @param {any} extension
 * @returns {Promise<"same" | "newer" | "older">}
 */
async function checkKept(kept, society, walked, last, extension) {
  const known = parseNote(kept.note);
  if (known.origin !== originOf(society)) {
    throw new Refusal("proof.kept_other", `What you keep is about ${known.origin}, not about ${society}.`, "PRO-7");
  }
  const passed = [...walked, last].find((held) => held.size === known.size);
  if (passed) {
    if (!equal(passed.root, known.root)) {
      throw new Conflict({ kept: kept.note, shown: passed.note, size: known.size });
    }
    return passed.size === last.size ? "same" : "newer";
  }
  if (last.size < known.size) {
    const back = kept.back && readExtension(kept.back);
    const isLinked =
      back && back.size === last.size && equal(back.root, last.root) && (await verifyConsistency(back, known, back.consistency));
    if (isLinked) return "older";
    const message = `The bundle's checkpoint has ${last.size} entries; you already keep one of ${known.size}.`;
    throw new Refusal("proof.rollback", message, "PRO-7");
  }
  if (extension?.size === known.size) {
    if (equal(hash(extension.root), known.root)) return "newer";
    throw new Conflict({ extension, kept: kept.note, shown: last.note, size: known.size });
  }
  const message = `The bundle's checkpoint has ${last.size} entries and does not show that it extends the one of ${known.size} that you keep.`;
  throw new Refusal("proof.not_linked", message, "PRO-7");
}
