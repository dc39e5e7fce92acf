// In words: what is asked about dues and gifts.

import { many } from "../choice.js";
import { amount, assetOf, span } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "dues.ask_waiver": ({ periods }) =>
    periods === 0 ? "Take back that you asked to have dues waived." : `Ask that your dues of ${many(periods, "period")} be waived.`,
  "dues.choose": ({ amount: chosen, tier }) =>
    `Give by the tier ${tier} from your next dues on${chosen === undefined ? "" : `: ${amount({ amount: chosen, asset: assetOf(tier) ?? "money" })} each time`}.`,
  "dues.confirm_work": ({ member, work }) => `Confirm that ${member} worked ${span(work)} in the place of dues.`,
  "dues.donate": (with_) =>
    `Give ${amount(with_)} of your own to ${with_.to}; lists ${with_.is_named ? "may name you" : "do not name you, but the public log shows your identifier for ever"}.`,
  "dues.end_sponsorship": ({ member }) => `End the sponsorship by which the dues of ${member} are paid.`,
  "dues.pay": (with_) => `Pay ${amount(with_)} of your own for dues${with_.of ? ` of ${with_.of}` : ""}.`,
  "dues.sponsor": (with_) =>
    `Pay the dues of ${with_.member} from now on, each time when they fall due, from your own money, until ${amount(with_)} are paid or you end it.`,
  "dues.waive": ({ member, periods }) =>
    periods === 0 ? `Say no to ${member}, who asks to have dues waived.` : `Waive the dues of ${member} for ${many(periods, "period")}.`,
};
