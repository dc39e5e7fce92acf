// In words: what is asked about spending.

import { many } from "../choice.js";
import { amount, due, span } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "spending.approve": (with_) =>
    `Approve request ${with_.request}: ${amount(with_)} are set aside for it.`,
  "spending.claim": ({ stream }) => `Take what has accrued to you in payment ${stream} that repeats.`,
  "spending.close_invoice": ({ invoice }) => `Close your invoice ${invoice}: it takes no more payments.`,
  "spending.invoice": (with_) =>
    `Ask ${with_.shares ? many(with_.shares.length, "payer") : "whoever has the link"} to pay ${amount(with_)} to ${with_.to}, until about ${due(with_.until)}.`,
  "spending.pay": ({ request }) => `Pay out request ${request}.`,
  "spending.pay_batch": (with_) =>
    `Make ${many(with_.lines.length, "payment")} from ${with_.fund}, ${amount(with_)} together, all or none.`,
  "spending.pay_invoice": (with_) =>
    `Pay ${amount(with_)} of your own for invoice ${with_.invoice}${with_.of ? `, the share of ${with_.of}` : ""}.`,
  "spending.reject": ({ request, text }) =>
    `Refuse request ${request}, for the reason in the public text whose SHA-256 is ${text}.`,
  "spending.request": ({ asset, fund, lines }) =>
    `Ask ${fund} for ${many(lines.length, "payment")} in ${asset}.`,
  "spending.set_budget": (with_) =>
    with_.limit === undefined
      ? `End the budget of ${with_.fund} in ${with_.asset} for ${with_.category ?? "all that it pays"}.`
      : `Let ${with_.fund} pay at most ${amount({ amount: with_.limit, asset: with_.asset })} for ${with_.category ?? "all that it pays"} in every ${span(with_.per)}; what is left ${with_.unspent === "carry" ? "is carried over" : "lapses"}.`,
  "spending.set_signers": ({ fund, needed, of }) =>
    needed === 0
      ? `Have the payments of ${fund} signed no more.`
      : `Have ${needed} of ${of.kind === "office" ? `those who hold the office ${of.value}` : many(of.value.length, "member")} sign each payment of ${fund}.`,
  "spending.sign": ({ request }) => `Sign the payment of request ${request}, as a signer of its fund.`,
  "spending.start_stream": (with_) =>
    `Have ${with_.fund} pay ${with_.to} ${amount({ amount: with_.each, asset: with_.asset })} every ${span(with_.every)}, ${many(with_.times, "time")}: ${amount(with_)} altogether${with_.pace === "at_once" ? ", each when its time begins" : ", which accrue second by second"}.`,
  "spending.stop_stream": ({ stream }) => `End payment ${stream} that repeats: what was earned is paid, the rest goes back.`,
  "spending.withdraw": ({ request }) => `Take back your request ${request}.`,
};

/** The payments, shares and signers of an act. @param {import("../operation.js").Action} action */
export function parts({ with: { asset, lines = [], of, shares = [] } }) {
  const people = of?.kind === "people" ? of.value : [];
  return [
    ...lines.map((/** @type {any} */ line) => `${amount({ ...line, asset })} to ${line.to}`),
    ...shares.map((/** @type {any} */ { parts: count, payer }) => `${many(count, "part")} by ${payer}`),
    ...people.map((/** @type {string} */ person) => `signer: ${person}`),
  ];
}
