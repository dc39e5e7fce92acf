// Persons: inceptions, statements, guardians (PER-1 to PER-10).

import { decodeId, encodeId } from "./bech32m.js";
import { fromHex, toBase64url, toHex, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { sha256 } from "./hash.js";

/**
 * @import { Signer } from "./key.js"
 * @typedef {{ key: string, scopes: string[], expires?: number }} KeyGrant
 * @typedef {{ commitment: string, delay: number, threshold: number, threshold_disputed: number }} Recovery
 * @typedef {{ keys: KeyGrant[], recovery?: Recovery, salt: string }} Inception
 * @typedef {{ change: { name: string, with: any }, person: string, previous: string, sequence: number }} Statement
 */

/** Every scope, in order. */
export const SCOPES = ["keys", "present", "speak", "spend", "vote"];

/** 16 random bytes, as text. */
export const newSalt = () => toBase64url(crypto.getRandomValues(new Uint8Array(16)));

/** @param {Inception} inception */
export const inceptionBytes = (inception) => utf8(`polity/inception/v1\n${canonical(inception)}`);

/** Returns the identifier. @param {Inception} inception */
export const personId = async (inception) => encodeId("person", await sha256(inceptionBytes(inception)));

/**
 * Begins a person: every key signs.
 * @param {{ signer: Signer, scopes?: string[], expires?: number }[]} keys
 * @param {{ recovery?: Recovery, salt?: string }} [options]
 */
export async function newPerson(keys, { recovery, salt = newSalt() } = {}) {
  const sorted = [...keys].sort((a, b) => (a.signer.key < b.signer.key ? -1 : 1));
  const grants = sorted.map(({ signer, scopes = SCOPES, expires }) => ({
    expires,
    key: signer.key,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
  }));
  /** @type {Inception} */
  const inception = JSON.parse(canonical({ keys: grants, recovery, salt }));
  const message = inceptionBytes(inception);
  const signatures = [];
  for (const { signer } of sorted) signatures.push(await signer.sign(message));
  return { person: await personId(inception), signed: { inception, signatures } };
}

/** @param {Statement} statement */
export const statementBytes = (statement) => utf8(`polity/statement/v1\n${canonical(statement)}`);

/** Returns the hash that the next statement names. @param {Statement} statement */
export const statementHash = async (statement) => toHex(await sha256(statementBytes(statement)));

/**
 * Signs a statement with a key that has the scope `keys`, and with each key that it adds.
 * @param {Statement} statement
 * @param {Signer[]} signers
 */
export async function signStatement(statement, signers) {
  const message = statementBytes(statement);
  const signatures = [];
  for (const signer of signers) signatures.push({ key: signer.key, signature: await signer.sign(message) });
  return { signatures, statement };
}

/**
 * Returns persons in the order of the hashes that their identifiers are, each once (PER-8).
 * @param {string[]} persons
 */
export function sortedPersons(persons) {
  const hashes = persons.map((person) => toHex(decodeId("person", person)));
  return [...new Set(hashes)].sort().map((hash) => encodeId("person", /** @type {any} */ (fromHex(hash))));
}

/**
 * Returns the commitment to guardians, who are sorted here.
 * @param {{ persons: string[], salt: string }} guardians
 */
export async function commitment({ persons, salt }) {
  const sorted = { persons: sortedPersons(persons), salt };
  return toHex(await sha256(utf8(`polity/guardians/v1\n${canonical(sorted)}`)));
}
