// Proofs about the state (STA-1 to STA-5): a Jellyfish Merkle Tree with SHA-256.

import { equal, utf8 } from "./bytes.js";
import { sha256 } from "./hash.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const EMPTY = utf8("SPARSE_MERKLE_PLACEHOLDER_HASH__");
const LEAF = utf8("JMT::LeafNode");
const NODE = utf8("JMT::IntrnalNode");
const DEPTH_MAX = 256;

/** Whether a text may be a key of the state. @param {unknown} key */
export const isStateKey = (key) =>
  typeof key === "string" && key.length <= 128 && /^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/.test(key);

/** @param {Uint8Array} hash @param {number} depth */
const bit = (hash, depth) => (hash[depth >> 3] >> (7 - (depth & 7))) & 1;

/** @param {Uint8Array} a @param {Uint8Array} b */
function sharedBits(a, b) {
  let depth = 0;
  while (depth < DEPTH_MAX && bit(a, depth) === bit(b, depth)) depth += 1;
  return depth;
}

/**
 * Verifies that `key` holds `value` (canonical bytes), or nothing if it is null, under `root`.
 * @param {Bytes} root
 * @param {string} key
 * @param {Uint8Array | null} value
 * @param {{ leaf?: { keyHash: Bytes, valueHash: Bytes }, siblings: Bytes[] }} path
 */
export async function verifyState(root, key, value, { leaf, siblings }) {
  if (siblings.length > DEPTH_MAX) return false;
  const wanted = await sha256(utf8(key));
  if (value) {
    if (!leaf || !equal(leaf.keyHash, wanted) || !equal(leaf.valueHash, await sha256(value))) return false;
  } else if (leaf) {
    if (equal(leaf.keyHash, wanted) || sharedBits(leaf.keyHash, wanted) < siblings.length) return false;
  }
  let hash = leaf ? await sha256(LEAF, leaf.keyHash, leaf.valueHash) : EMPTY;
  for (const [at, sibling] of siblings.entries()) {
    const isRight = bit(wanted, siblings.length - 1 - at);
    hash = isRight ? await sha256(NODE, sibling, hash) : await sha256(NODE, hash, sibling);
  }
  return equal(hash, root);
}
