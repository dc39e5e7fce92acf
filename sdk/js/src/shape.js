// Shapes of records: exact fields, no others (ENC-6).

import { Refusal, fromHex } from "./bytes.js";

/** @param {string} what @returns {never} */
const fail = (what) => {
  throw new Refusal("encoding.shape", `The input does not have the expected form: ${what}.`, "ENC-6");
};

/**
 * Returns a record that has the required fields, perhaps the optional ones, and no others.
 * @param {unknown} value
 * @param {string[]} required
 * @param {string[]} [optional]
 * @returns {Record<string, any>}
 */
export function record(value, required, optional = []) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail("an object was expected");
  const fields = /** @type {Record<string, any>} */ (value);
  for (const name of required) if (!Object.hasOwn(fields, name)) fail(`the field ${name} is missing`);
  for (const name of Object.keys(fields)) {
    if (!required.includes(name) && !optional.includes(name)) fail(`the field ${name} is unknown`);
    if (fields[name] === null) fail(`the field ${name} is null`);
  }
  return fields;
}

/** @param {unknown} value @returns {any[]} */
export const list = (value) => (Array.isArray(value) ? value : fail("a list was expected"));

/** @param {unknown} value @returns {string} */
export const string = (value) => (typeof value === "string" ? value : fail("a string was expected"));

/** @param {unknown} value @returns {number} */
export const whole = (value) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : fail("a whole number was expected");

/** @param {unknown} value */
export function hash(value) {
  const bytes = fromHex(value);
  return bytes?.length === 32 ? bytes : fail("a hash was expected");
}

/** @param {unknown} value */
export const hashes = (value) => list(value).map(hash);
