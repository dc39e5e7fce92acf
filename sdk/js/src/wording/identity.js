// In words: what is asked about keys.

import { canonical } from "../canonical.js";
import { many } from "../choice.js";
import { when } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "identity.adopt": ({ statements }) => `Change the keys of ${statements[0].statement.person}.`,
  "identity.approve_recovery": ({ person, replaces, statement }) =>
    `Agree, as a guardian of ${person}, to the new keys of the statement ${statement}${replaces ? `, instead of ${replaces}` : ""}.`,
  "identity.object": () => "Object to the recovery of your keys: you still have them.",
  "identity.recover": ({ statement }) =>
    `Ask the guardians of ${statement.statement.person} for new keys, in the place of all that they have.`,
  "identity.register": ({ inception }) =>
    `Make yourself known to the society under ${many(inception.inception.keys.length, "key")}.`,
  "identity.void": ({ operation, until }) =>
    `Have the operation ${operation} of yours never take effect, if it did not yet; it ends by itself at ${when(until)}.`,
};

/** What a key may do, by its scopes. @type {Record<string, string>} */
const SCOPES = {
  keys: "change your keys and leave",
  present: "show your passport",
  speak: "propose and argue",
  spend: "move money",
  vote: "cast ballots",
};

/** A key with what it may do. @param {{ expires?: number, key: string, scopes: string[] }} grant */
const grantWords = ({ expires, key, scopes }) =>
  `${key}, which may: ${scopes.map((scope) => SCOPES[scope] ?? scope).join(", ")}${expires === undefined ? "" : `, until ${when(expires)}`}`;

/** A change of somebody's keys. @param {{ name: string, with: any }} change */
function changeWords({ name, with: with_ }) {
  switch (name) {
    case "add_key":
      return `One more key: ${grantWords(with_.grant)}.`;
    case "remove_key":
      return `The key ${with_.key} goes.`;
    case "recover":
      return `The new keys: ${with_.keys.map(grantWords).join("; ")}. The guardians: ${with_.guardians.persons.join(", ")}.`;
    case "set_recovery": {
      if (!with_.recovery) return "No guardians from now on.";
      const { delay, threshold, threshold_disputed } = with_.recovery;
      return `${many(threshold, "guardian")} can give new keys after ${many(delay / 86400, "day")}, ${threshold_disputed} once an old key objects.`;
    }
    default:
      return canonical({ name, with: with_ });
  }
}

/** The keys of an act. @param {import("../operation.js").Action} action @returns {string[]} */
export function parts({ name, with: with_ }) {
  switch (name) {
    case "identity.adopt":
      return with_.statements.map((/** @type {any} */ { statement }) => changeWords(statement.change));
    case "identity.recover":
      return [changeWords(with_.statement.statement.change)];
    case "identity.register":
      return with_.inception.inception.keys.map(grantWords);
    default:
      return [];
  }
}
