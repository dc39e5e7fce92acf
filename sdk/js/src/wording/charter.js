// In words: what is asked about the charter.

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "charter.amend": ({ replaces, text }) =>
    `Change the charter to the text whose SHA-256 is ${text}, in the place of ${replaces}.`,
  "charter.consent": ({ charter, replaces }) =>
    `Agree to the charter whose SHA-256 is ${charter}.${replaces ? ` It takes the place of what you said by ${replaces}.` : ""}`,
  "charter.end_pause": ({ pause }) => `End the emergency pause "${pause}" before its time.`,
  "charter.pause": ({ pause, text }) =>
    `Call the emergency pause "${pause}" of the charter, for the reason in the public text whose SHA-256 is ${text}.`,
  "charter.withdraw_act": ({ act }) => `Withdraw your announced act ${act}.`,
  "charter.step_down": () => "Give up what the founder alone may do, for good.",
};
