// In words: what is asked about membership.

import { due } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "membership.admit": ({ applicant }) => `Admit ${applicant}.`,
  "membership.apply": ({ invitation }) =>
    `Apply for membership${invitation ? ", with an invitation" : ""}.`,
  "membership.decline": ({ applicant, text }) =>
    `Decline the application of ${applicant}${text ? `, for the reason in the public text whose SHA-256 is ${text}` : ""}.`,
  "membership.invite": ({ key, until }) =>
    `Invite whoever has the link of the invitation ${key}; it counts until about ${due(until)}.`,
  "membership.leave": () => "Leave the society, at once.",
  "membership.swear": ({ charter }) =>
    `Swear: I have read the charter whose SHA-256 is ${charter}, I keep to it, and what is decided in the way it says holds for me too, until I leave.`,
  "membership.vouch": ({ applicant }) => `Vouch for ${applicant}: I know this person.`,
  "membership.withdraw": () => "Withdraw your application.",
};
