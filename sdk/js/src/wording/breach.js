// In words: what is asked about a breach of the commandment.

import { many } from "../choice.js";
import { amount, when } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "breach.lift": ({ claim }) => `Let whom claim ${claim} of a breach stopped spend again.`,
  "breach.raise": ({ accused, deposit, evidence, since, text }) =>
    `Claim that ${accused.office ? `the office ${accused.office}` : accused.person} broke the commandment on ${when(since)}, with ${many(evidence.length, "piece")} of evidence and the public text whose SHA-256 is ${text}.${deposit ? ` Put down ${amount(deposit)}, which are kept if it is dismissed.` : ""}`,
  "breach.rule": ({ claim, upholds }) =>
    `Rule that claim ${claim} of a breach ${upholds ? "holds" : "does not hold"}. A ruling is public, and stands.`,
  "breach.sponsor": ({ claim }) => `Support claim ${claim} of a breach.`,
  "breach.uphold": ({ claim }) => `Uphold claim ${claim} of a breach, on which the panel did not rule.`,
};
