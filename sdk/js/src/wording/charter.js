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
  "charter.set_relying_parties": ({ relying_parties: all }) =>
    all.length === 0 ? "Have passkeys work at no address." : "Have passkeys work at these addresses and no others:",
  "charter.set_rules_version": ({ version }) => `Move to version ${version} of the machine's rules, from the next batch on.`,
  "charter.set_signers": () => "Have these keys sign the society's log, and no others:",
  "charter.withdraw_act": ({ act }) => `Withdraw your announced act ${act}.`,
  "charter.step_down": () => "Give up what the founder alone may do, for good.",
};

/** What an act lists. @param {import("../operation.js").Action} action @returns {string[]} */
export function parts({ name, with: with_ }) {
  switch (name) {
    case "charter.set_relying_parties":
      return with_.relying_parties.map((/** @type {any} */ { id, origins }) => `${id}: ${origins.join(", ")}`);
    case "charter.set_signers":
      return with_.signers;
    default:
      return [];
  }
}
