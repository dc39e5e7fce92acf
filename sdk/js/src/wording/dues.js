// In words: what is asked about dues and gifts.

import { many } from "../choice.js";
import { amount } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "dues.choose": ({ amount: chosen, tier }) =>
    `Give by the tier ${tier} from your next dues on${chosen === undefined ? "" : `: ${chosen} of the smallest unit each time`}.`,
  "dues.confirm_work": ({ member, work }) => `Confirm that ${member} worked ${work} seconds in the place of dues.`,
  "dues.donate": (with_) =>
    `Give ${amount(with_)} of your own to ${with_.to}; lists ${with_.is_named ? "may name you" : "do not name you, but the public log shows your identifier for ever"}.`,
  "dues.pay": (with_) => `Pay ${amount(with_)} of your own for dues${with_.of ? ` of ${with_.of}` : ""}.`,
  "dues.waive": ({ member, periods }) => `Waive the dues of ${member} for ${many(periods, "period")}.`,
};
