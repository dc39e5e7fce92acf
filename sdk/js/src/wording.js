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
import * as signals from "./wording/signals.js";
import * as spending from "./wording/spending.js";
import * as treasury from "./wording/treasury.js";
import { tell } from "./wording/tell.js";

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
  signals,
  spending,
  treasury,
};

/** Says what an action asks. @param {Action} action @returns {Told} */
export const actionWords = (action) => tell(action, WORDINGS);

/**
 * Says what will be signed: what is asked, by whom, of whom, until when. Show it before signing.
 * @param {Operation} operation
 */
export function words(operation) {
  const { action, author, society, valid } = operation;
  const until = new Date(valid.until * 1000).toISOString().replace(".000Z", "Z");
  const { sentence, parts } = actionWords(action);
  return [sentence, ...parts.map((part) => `  ${part}`), `by ${author}`, `in ${society}`, `until ${until}`].join("\n");
}
