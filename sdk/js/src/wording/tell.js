// Says in words what an operation asks. Everything here comes from the operation itself: nothing that a
// server says can make the words differ from what is signed.

import { canonical } from "../canonical.js";

/**
 * @import { Action } from "../operation.js"
 * @typedef {{ sentence: string, parts: string[] }} Told
 * @typedef {{
 *   SENTENCES: Record<string, (with_: any) => string>,
 *   parts?: (action: Action, tell: (action: Action) => string) => string[],
 * }} Wording the words of one module
 */

/** A time in seconds since 1970. @param {number} time */
export const when = (time) => `${new Date(time * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;

/** Amounts are in smallest units; how many make one, only the society knows. @param {any} with_ */
export const amount = ({ amount, asset }) => `${amount} of the smallest unit of ${asset}`;

/** The module of an action. @param {Action} action */
export const moduleOf = ({ name }) => name.split(".")[0];

/** Fields as they are, one line each. @param {any} with_ */
const fields = (with_) =>
  Object.entries(with_ ?? {}).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${typeof value === "string" ? value : canonical(value)}`);

/**
 * Says what an action asks; one that is not known here, as its name and fields. A field of which the
 * sentence does not speak is named after it, so that nothing is signed unsaid.
 * @param {Action} action
 * @param {Record<string, Wording>} wordings by module
 * @returns {Told}
 */
export function tell(action, wordings) {
  try {
    const module = moduleOf(action);
    const wording = Object.hasOwn(wordings, module) ? wordings[module] : undefined;
    const { told, seen } = watched(action.with ?? {});
    const sentence = wording && Object.hasOwn(wording.SENTENCES, action.name) && wording.SENTENCES[action.name](told);
    if (sentence && !sentence.includes("undefined")) {
      const within = (/** @type {Action} */ inner) => {
        const { sentence: first, parts } = tell(inner, wordings);
        return [first, ...parts].join(" ");
      };
      const unsaid = Object.entries(action.with ?? {}).filter(([name]) => !seen.has(name));
      return { sentence, parts: [...(wording.parts?.(action, within) ?? []), ...fields(Object.fromEntries(unsaid))] };
    }
  } catch {
    // A shape that is not known here is shown as it is.
  }
  return { sentence: action.name, parts: fields(action.with) };
}

/** Notes which fields are read. @param {any} with_ */
function watched(with_) {
  /** @type {Set<string | symbol>} */
  const seen = new Set();
  const get = (/** @type {any} */ target, /** @type {string | symbol} */ name) => (seen.add(name), target[name]);
  return { seen, told: new Proxy(with_, { get }) };
}
