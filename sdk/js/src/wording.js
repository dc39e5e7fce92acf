// What an operation asks, in words, of whatever module. Each module's words are a file in `wording/`; a
// page loads only those that it needs, by `wording/needed.js`.

import { choiceWords } from "./choice.js";
import * as breach from "./wording/breach.js";
import * as charter from "./wording/charter.js";
import * as dues from "./wording/dues.js";
import * as exit from "./wording/exit.js";
import * as fork from "./wording/fork.js";
import * as governance from "./wording/governance.js";
import * as identity from "./wording/identity.js";
import * as membership from "./wording/membership.js";
import * as names from "./wording/names.js";
import * as offices from "./wording/offices.js";
import * as panels from "./wording/panels.js";
import * as places from "./wording/places.js";
import * as signals from "./wording/signals.js";
import * as spending from "./wording/spending.js";
import * as treasury from "./wording/treasury.js";
import { tell, unitsOf } from "./wording/tell.js";

export { choiceWords };

/**
 * @import { Action, Operation } from "./operation.js"
 * @import { Told } from "./wording/tell.js"
 */

const WORDINGS = {
  breach,
  charter,
  dues,
  exit,
  fork,
  governance,
  identity,
  membership,
  names,
  offices,
  panels,
  places,
  signals,
  spending,
  treasury,
};

/**
 * Says what an action asks. `units`: how the society counts, `EUR=2 HOUR=2`; otherwise amounts are in smallest units.
 * @param {Action} action
 * @param {string} [units]
 * @returns {Told}
 */
export const actionWords = (action, units) => tell(action, WORDINGS, unitsOf(units));

/**
 * Says what will be signed: what is asked, by whom, of whom, until when. Show it before signing.
 * @param {Operation} operation
 * @param {string} [units] how the society counts: `EUR=2 HOUR=2`
 */
export function words(operation, units) {
  const { action, author, society, valid } = operation;
  const until = new Date(valid.until * 1000).toISOString().replace(".000Z", "Z");
  const { sentence, parts } = actionWords(action, units);
  return [sentence, ...parts.map((part) => `  ${part}`), `by ${author}`, `in ${society}`, `until ${until}`].join("\n");
}
