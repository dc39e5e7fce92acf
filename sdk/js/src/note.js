// Checkpoints: C2SP signed notes (LOG-4, LOG-5, PRO-4).

import { Refusal, equal, fromBase64, utf8 } from "./bytes.js";
import { sha256 } from "./hash.js";
import { parseKey } from "./key.js";
import { verifyEd25519 } from "./signature.js";

export const NOTE_BYTES_MAX = 16384;

/** @import { Bytes } from "./merkle.js" */
/** @typedef {{ name: string, id: Bytes, signature: Bytes }} Line */
/** @typedef {{ note: string, text: string, origin: string, size: number, root: Bytes, lines: Line[] }} Note */

/** How many signers must sign: more than two thirds. @param {number} signers */
export const signaturesNeeded = (signers) => Math.floor((2 * signers) / 3) + 1;

/** @param {string} society */
export const originOf = (society) => `polity/${society}`;

/** @param {string} name @param {Uint8Array} key */
export const keyId = async (name, key) =>
  (await sha256(utf8(name), Uint8Array.of(10, 1), key)).slice(0, 4);

const malformed = () =>
  new Refusal("proof.note_malformed", "A checkpoint is not three lines, an empty line and signature lines.", "LOG-4");

/**
 * Takes a note apart; nothing is verified yet.
 * @param {unknown} note
 * @returns {Note}
 */
export function parseNote(note) {
  if (typeof note !== "string" || utf8(note).length > NOTE_BYTES_MAX) throw malformed();
  const end = note.indexOf("\n\n");
  const [origin, size, rootText, ...more] = note.slice(0, Math.max(end, 0)).split("\n");
  const root = rootText === undefined ? null : fromBase64(rootText);
  if (end < 0 || more.length || !origin || !/^[1-9][0-9]*$/.test(size) || root?.length !== 32) throw malformed();
  if (!Number.isSafeInteger(Number(size)) || !note.endsWith("\n")) throw malformed();
  const lines = note.slice(end + 2, -1).split("\n").map((line) => {
    const [dash, name, code, ...rest] = line.split(" ");
    const bytes = code === undefined ? null : fromBase64(code);
    if (dash !== "\u2014" || !name || rest.length || !bytes || bytes.length < 5) throw malformed();
    return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
  });
  return { note, text: note.slice(0, end + 1), origin, size: Number(size), root, lines };
}

/**
 * Checks that every line is a good signature of a signer, each once, and that there are enough.
 * @param {unknown} text
 * @param {string} society
 * @param {string[]} signers
 * @returns {Promise<Note & { signedBy: string[] }>}
 */
export async function verifyNote(text, society, signers) {
  const note = parseNote(text);
  const name = originOf(society);
  if (note.origin !== name) {
    throw new Refusal("proof.note_origin", "A checkpoint names another log.", "LOG-4");
  }
  const keys = await Promise.all(
    signers.map(async (signer) => {
      const { bytes } = parseKey(signer);
      return { bytes, id: await keyId(name, bytes), signer };
    }),
  );
  /** @type {string[]} */
  const signedBy = [];
  for (const line of note.lines) {
    const named = keys.filter((key) => line.name === name && equal(key.id, line.id));
    if (!named.length) {
      throw new Refusal("proof.note_unknown_line", "A line of a checkpoint is not by a signer in force.", "PRO-4");
    }
    const found = await firstThatFits(named, line.signature, utf8(note.text));
    if (!found) throw new Refusal("proof.note_signature", "A signature of a checkpoint does not fit.", "PRO-4");
    if (signedBy.includes(found)) throw new Refusal("proof.note_twice", "A signer signs twice.", "PRO-4");
    signedBy.push(found);
  }
  const needed = signaturesNeeded(signers.length);
  if (signedBy.length < needed) {
    const message = `A checkpoint has ${signedBy.length} signatures; of ${signers.length} signers, ${needed} must sign.`;
    throw new Refusal("proof.too_few_signatures", message, "LOG-5");
  }
  return { ...note, signedBy };
}

/**
 * @param {{ bytes: Bytes, signer: string }[]} keys
 * @param {Bytes} signature
 * @param {Bytes} message
 */
async function firstThatFits(keys, signature, message) {
  for (const { bytes, signer } of keys) {
    if (await verifyEd25519(bytes, signature, message)) return signer;
  }
  return null;
}
