// Says in words what an operation asks. Everything here comes from the operation itself; of a society is taken
// how many decimals its assets have, and nothing else that it says can make the words differ from what is signed.

import { canonical } from "../canonical.js";
import { many } from "../choice.js";

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

/** How a society counts, while something is told. @type {Record<string, string>} */
let counted = {};

/** Reads how a society counts: `EUR=2`, decimals by asset; `#id=EUR`, the asset of a tier of dues; `@=3600`, seconds that it stood still. @param {string} [text] */
export const unitsOf = (text = "") => Object.fromEntries(text.split(" ").filter(Boolean).map((one) => one.split("=")));

/**
 * A deadline in the society's running time, as the time of day at which it comes: `@` is by how much that is ahead, since
 * the society stood still for so long. @param {number} time
 */
export const due = (time) => when(time + (Object.hasOwn(counted, "@") ? Number(counted["@"]) : 0));

/** The asset of a tier of dues, where it is known. @param {string} tier @returns {string | undefined} */
export const assetOf = (tier) => (Object.hasOwn(counted, `#${tier}`) ? counted[`#${tier}`] : undefined);

/**
 * An amount as people write it. They are signed in smallest units; how many make one, only the society knows:
 * where that is not known either, they are said as they are.
 * @param {any} with_
 */
export const amount = ({ amount, asset }) => {
  const places = Object.hasOwn(counted, asset) ? Number(counted[asset]) : Number.NaN;
  if (!Number.isInteger(places) || !/^-?\d+$/.test(amount)) return `${amount} of the smallest unit of ${asset}`;
  const digits = amount.replace("-", "").padStart(places + 1, "0");
  const end = digits.length - places;
  const whole = digits.slice(0, end).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${amount.startsWith("-") ? "-" : ""}${whole}${places > 0 ? `.${digits.slice(end)}` : ""} ${asset}`;
};

/** A length of time as people say it. @param {number} seconds */
export const span = (seconds) => {
  const whole = (/** @type {number} */ unit) => Math.floor(seconds / unit);
  const [days, hours, minutes, rest] = [whole(86_400), whole(3_600) % 24, whole(60) % 60, seconds % 60];
  const said = [
    days && many(days, "day"),
    hours && many(hours, "hour"),
    minutes && many(minutes, "minute"),
    rest && many(rest, "second"),
  ].filter(Boolean);
  return said.join(" ") || "no time";
};

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
 * @param {Record<string, string>} [units] how the society counts, as `unitsOf` reads it
 * @returns {Told}
 */
export function tell(action, wordings, units = {}) {
  const before = counted;
  counted = units;
  try {
    const module = moduleOf(action);
    const wording = Object.hasOwn(wordings, module) ? wordings[module] : undefined;
    const { told, seen } = watched(action.with ?? {});
    const sentence = wording && Object.hasOwn(wording.SENTENCES, action.name) && wording.SENTENCES[action.name](told);
    if (sentence && !sentence.includes("undefined")) {
      const within = (/** @type {Action} */ inner) => {
        const { sentence: first, parts } = tell(inner, wordings, units);
        return [first, ...parts].join(" ");
      };
      const unsaid = Object.entries(action.with ?? {}).filter(([name]) => !seen.has(name));
      return { sentence, parts: [...(wording.parts?.(action, within) ?? []), ...fields(Object.fromEntries(unsaid))] };
    }
  } catch {
    // A shape that is not known here is shown as it is.
  } finally {
    counted = before;
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
