// Identifiers: Bech32m (BIP-350) with a prefix by kind (ENC-14).

import { Refusal } from "./bytes.js";

const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const CONSTANT = 0x2bc830a3;
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** @param {number[]} values */
function polymod(values) {
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((generator, bit) => {
      if ((top >>> bit) & 1) check ^= generator;
    });
  }
  return check >>> 0;
}

/** @param {string} prefix */
function expand(prefix) {
  const codes = Array.from(prefix, (char) => char.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

/**
 * Regroups bits; the last group is filled with zeros.
 * @param {Iterable<number>} values
 * @param {number} from
 * @param {number} to
 */
function regroup(values, from, to) {
  const groups = [];
  let bits = 0;
  let held = 0;
  for (const value of values) {
    held = ((held << from) | value) & 0xffff;
    bits += from;
    while (bits >= to) {
      bits -= to;
      groups.push((held >> bits) & ((1 << to) - 1));
    }
  }
  if (bits > 0) groups.push((held << (to - bits)) & ((1 << to) - 1));
  return groups;
}

/**
 * @param {"person" | "society" | "op"} prefix
 * @param {Uint8Array} hash
 */
export function encodeId(prefix, hash) {
  const values = regroup(hash, 8, 5);
  const check = polymod([...expand(prefix), ...values, 0, 0, 0, 0, 0, 0]) ^ CONSTANT;
  const sum = [25, 20, 15, 10, 5, 0].map((shift) => (check >>> shift) & 31);
  return `${prefix}1${[...values, ...sum].map((value) => LETTERS[value]).join("")}`;
}

/**
 * Returns the hash of an identifier of the kind.
 * @param {"person" | "society" | "op"} prefix
 * @param {unknown} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decodeId(prefix, text) {
  if (typeof text === "string" && text.length === prefix.length + 59) {
    const values = Array.from(text.slice(prefix.length + 1, -6), (char) => LETTERS.indexOf(char));
    if (values.every((value) => value >= 0)) {
      const hash = Uint8Array.from(regroup(values, 5, 8).slice(0, 32));
      if (encodeId(prefix, hash) === text) return hash;
    }
  }
  throw new Refusal(
    "encoding.identifier",
    `An identifier of this kind begins with ${prefix}1 and has a valid checksum.`,
    "ENC-14",
  );
}
