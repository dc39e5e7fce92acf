// In words: what is asked about decisions.

import { choiceWords, many } from "../choice.js";
import { amount, due } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "governance.argue": ({ proposal, side, text }) =>
    `${{ against: "Argue against", comment: "Remark on", for: "Argue for" }[/** @type {"for"} */ (side)]} proposal ${proposal}, with the public text whose SHA-256 is ${text}.`,
  "governance.cast_ballot": ({ ballot, proposal, replaces, round }) =>
    `Cast a ballot on proposal ${proposal}${round > 1 ? `, vote ${round}` : ""}: ${choiceWords(ballot.value)}.${replaces ? ` It takes the place of your ballot ${replaces}.` : ""}`,
  "governance.delegate": ({ delegate, replaces, topic, until }) =>
    `Let ${delegate} vote for you on "${topic}" where you do not vote yourself${until ? `, until about ${due(until)}` : ""}.${replaces ? ` It takes the place of your delegation ${replaces}.` : ""}`,
  "governance.object": ({ target }) => `Object to ${target.kind} ${target.number} before it takes effect.`,
  "governance.propose": ({ actions, contest, deposit, procedure, text }) =>
    `Bring a proposal, to be decided by the rule "${procedure}", with the public text whose SHA-256 is ${text}.${deposit ? ` Put down ${amount(deposit)} of your own money with it.` : ""}${contest?.budget ? ` As many of ${contest.options.length} options are taken as there is money for.` : contest ? ` ${many(contest.choose, "option")} of ${contest.options.length} can be taken.` : ` It does ${many(actions.length, "thing")}.`}`,
  "governance.offer": ({ actions, proposal, text, title }) =>
    `Bring "${title}", another version of proposal ${proposal}, with the public text whose SHA-256 is ${text}. It does ${many(actions.length, "thing")}.`,
  "governance.sponsor": ({ alternative, proposal }) =>
    alternative ? `Support version ${alternative} of proposal ${proposal}.` : `Support the draft ${proposal}, so that it is discussed.`,
  "governance.undelegate": ({ topic }) => `Let nobody vote for you on "${topic}" any more.`,
  "governance.withdraw": ({ alternative, proposal }) =>
    alternative ? `Withdraw your version ${alternative} of proposal ${proposal}.` : `Withdraw your proposal ${proposal}.`,
};

/**
 * What a proposal does, act by act. `tell` says an act in words.
 * @param {import("../operation.js").Action} action
 * @param {(action: import("../operation.js").Action) => string} tell
 * @returns {string[]}
 */
export function parts({ name, with: with_ }, tell) {
  if (name !== "governance.propose" && name !== "governance.offer") return [];
  const options = (with_.contest?.options ?? []).map((/** @type {any} */ { actions, title }, /** @type {number} */ at) =>
    [`Option ${at + 1}, "${title}".`, ...actions.map(tell)].join(" "),
  );
  const { budget } = with_.contest ?? {};
  return [...with_.actions.map(tell), ...options, ...(budget ? [`There is ${amount(budget)} to give.`] : [])];
}
