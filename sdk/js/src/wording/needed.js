// Loads the words of the modules that an operation speaks of, and no others: what a page signs with.

import { moduleOf, tell, unitsOf } from "./tell.js";

/**
 * @import { Action } from "../operation.js"
 * @import { Wording } from "./tell.js"
 */

/** @type {Record<string, () => Promise<Wording>>} */
const MODULES = {
  breach: () => import("./breach.js"),
  charter: () => import("./charter.js"),
  dues: () => import("./dues.js"),
  exit: () => import("./exit.js"),
  fork: () => import("./fork.js"),
  governance: () => import("./governance.js"),
  identity: () => import("./identity.js"),
  membership: () => import("./membership.js"),
  names: () => import("./names.js"),
  offices: () => import("./offices.js"),
  panels: () => import("./panels.js"),
  places: () => import("./places.js"),
  signals: () => import("./signals.js"),
  spending: () => import("./spending.js"),
  treasury: () => import("./treasury.js"),
};

/** The modules of an action and of the actions within it. @param {Action} action @returns {string[]} */
const modulesOf = (action) => [
  moduleOf(action),
  ...(action.with?.actions ?? []).flatMap(modulesOf),
  ...(action.with?.contest?.options ?? []).flatMap((/** @type {any} */ option) => option.actions.flatMap(modulesOf)),
];

/**
 * Returns what says actions in words, with the words that these actions need.
 * @param {Action[]} actions
 * @param {string} [units] how the society counts: `EUR=2 HOUR=2`
 */
export async function tellerOf(actions, units) {
  const names = [...new Set(actions.flatMap(modulesOf))].filter((name) => Object.hasOwn(MODULES, name));
  const loaded = await Promise.all(names.map(async (name) => [name, await MODULES[name]()]));
  /** @type {Record<string, Wording>} */
  const wordings = Object.fromEntries(loaded);
  const known = unitsOf(units);
  return (/** @type {Action} */ action) => tell(action, wordings, known);
}
