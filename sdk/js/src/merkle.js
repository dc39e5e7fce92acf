// Proofs about the log (LOG-3, RFC 9162 §2.1).

import { equal } from "./bytes.js";
import { sha256 } from "./hash.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** @param {Uint8Array} entry */
export const leafHash = (entry) => sha256(LEAF, entry);

/** @param {Uint8Array} left @param {Uint8Array} right */
const node = (left, right) => sha256(NODE, left, right);

/** Largest power of two below a size; sizes exceed 32 bits. @param {number} size */
function half(size) {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * Returns the root that an inclusion proof leads to; null if it has the wrong length.
 * @param {number} index
 * @param {number} size
 * @param {Bytes} leaf
 * @param {Bytes[]} path
 * @returns {Promise<Bytes | null>}
 */
export async function rootFromInclusion(index, size, leaf, path) {
  if (!(index >= 0 && index < size)) return null;
  if (size === 1) return path.length === 0 ? leaf : null;
  const beside = path.at(-1);
  if (!beside) return null;
  const rest = path.slice(0, -1);
  const left = half(size);
  if (index < left) {
    const below = await rootFromInclusion(index, left, leaf, rest);
    return below && node(below, beside);
  }
  const below = await rootFromInclusion(index - left, size - left, leaf, rest);
  return below && node(beside, below);
}

/**
 * @param {Bytes} root
 * @param {number} size
 * @param {number} index
 * @param {Bytes} leaf
 * @param {Bytes[]} path
 */
export async function verifyInclusion(root, size, index, leaf, path) {
  if (path.length > 64) return false;
  const found = await rootFromInclusion(index, size, leaf, path);
  return found !== null && equal(found, root);
}

/**
 * Returns the older and the newer root that a consistency proof leads to.
 * @param {number} older
 * @param {number} newer
 * @param {Bytes} root
 * @param {Bytes[]} path
 * @param {boolean} isWhole whether the older tree is a whole subtree from the left edge
 * @returns {Promise<[Bytes, Bytes] | null>}
 */
async function roots(older, newer, root, path, isWhole) {
  if (older === newer) {
    if (isWhole) return path.length === 0 ? [root, root] : null;
    return path.length === 1 ? [path[0], path[0]] : null;
  }
  const beside = path.at(-1);
  if (!beside) return null;
  const rest = path.slice(0, -1);
  const left = half(newer);
  if (older <= left) {
    const below = await roots(older, left, root, rest, isWhole);
    return below && [below[0], await node(below[1], beside)];
  }
  const below = await roots(older - left, newer - left, root, rest, false);
  return below && [await node(beside, below[0]), await node(beside, below[1])];
}

/**
 * Verifies that the log of `newer` entries begins with the log of `older` entries.
 * @param {{ size: number, root: Bytes }} older
 * @param {{ size: number, root: Bytes }} newer
 * @param {Bytes[]} path
 */
export async function verifyConsistency(older, newer, path) {
  if (path.length > 64 || !(older.size > 0 && older.size <= newer.size)) return false;
  const found = await roots(older.size, newer.size, older.root, path, true);
  return found !== null && equal(found[0], older.root) && equal(found[1], newer.root);
}
