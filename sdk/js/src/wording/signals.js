// In words: what is asked about standing questions.

import { many } from "../choice.js";

/** @param {any} stance */
const stanceWords = (stance) =>
  stance.points ? `Give ${many(stance.points, "point")} on` : `${{ approve: "Approve", disapprove: "Disapprove" }[/** @type {"approve"} */ (stance)]} in`;

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "signals.ask": ({ kind, question }) => `Ask the standing question "${question}", of the kind "${kind}".`,
  "signals.stand": ({ replaces, signal, stance }) =>
    (stance
      ? `${stanceWords(stance)} the standing question ${signal}. It decides nothing; you may change it at any time.`
      : `Take back your stance on the standing question ${signal}.`) + (replaces ? ` It comes in the place of ${replaces}.` : ""),
  "signals.withdraw": ({ signal }) => `Withdraw your standing question ${signal}.`,
};
