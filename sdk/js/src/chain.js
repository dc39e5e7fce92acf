// Changes of a person's keys: the next link of the chain that a society knows (PER-2, IDE-6).

import { SCOPES, commitment, newSalt, signStatement, sortedPersons } from "./person.js";

/**
 * @import { Signer } from "./key.js"
 * @import { KeyGrant, Recovery, Statement } from "./person.js"
 * @typedef {{ head: string, person: string, sequence: number }} Known what a society knows of a chain
 * @typedef {Statement["change"]} Change
 */

/** What a key of the session may do: show who one is, speak and vote, and neither spend nor change keys. */
export const SESSION_SCOPES = ["present", "speak", "vote"];

/**
 * Makes the next statement about a person, signed by each signer.
 * @param {Known} known
 * @param {Change} change
 * @param {Signer[]} signers one with the scope `keys`, and each key that is added; of a recovery, the new keys
 */
export const nextLink = ({ head, person, sequence }, change, signers) =>
  signStatement({ change, person, previous: head, sequence: sequence + 1 }, signers);

/**
 * @param {string} key
 * @param {{ expires?: number, scopes?: string[] }} [limits]
 * @returns {Change}
 */
export const addKey = (key, { expires, scopes = SCOPES } = {}) => ({
  name: "add_key",
  with: { grant: { expires, key, scopes: SCOPES.filter((scope) => scopes.includes(scope)) } },
});

/** @param {string} key @returns {Change} */
export const removeKey = (key) => ({ name: "remove_key", with: { key } });

/**
 * Names guardians: more than half of them can give new keys, all once an old key objects.
 * @param {string[]} persons
 * @param {{ days?: number, threshold?: number, disputed?: number }} [terms]
 */
export async function setGuardians(persons, { days = 7, threshold, disputed } = {}) {
  const guardians = { persons: sortedPersons(persons), salt: newSalt() };
  const count = guardians.persons.length;
  /** @type {Recovery} */
  const recovery = {
    commitment: await commitment(guardians),
    delay: days * 86_400,
    threshold: threshold ?? Math.floor(count / 2) + 1,
    threshold_disputed: disputed ?? count,
  };
  return { change: { name: "set_recovery", with: { recovery } }, guardians, recovery };
}

/**
 * Replaces every key by one, by the guardians' word.
 * @param {{ persons: string[], salt: string }} guardians
 * @param {string} key
 * @returns {Change}
 */
export const recoverWith = (guardians, key) => ({ name: "recover", with: { guardians, keys: [{ key, scopes: SCOPES }] } });
