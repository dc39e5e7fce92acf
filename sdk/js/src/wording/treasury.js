// In words: what is asked about the treasury.

import { amount } from "./tell.js";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "treasury.attest": ({ account, asset, held, proof }) =>
    `Say that ${account} holds ${amount({ amount: held, asset })} for the society, as the public text shows whose SHA-256 is ${proof}.`,
  "treasury.close_account": ({ account }) => `Close ${account}, which holds nothing.`,
  "treasury.create_asset": ({ asset, decimals }) =>
    `Have the society count one more asset, ${asset}, with ${decimals} decimal places.`,
  "treasury.issue": (with_) => `Issue ${amount(with_)} to ${with_.to}.`,
  "treasury.open_account": ({ account }) => `Open the fund ${account}.`,
  "treasury.open_outside": ({ account, terms }) =>
    `Open ${account}, a place outside where assets are held, as the public text says whose SHA-256 is ${terms}.`,
  "treasury.pay": (with_) => `Pay ${amount(with_)} from ${with_.from} to ${with_.to}.`,
  "treasury.receive": (with_) =>
    `Book ${amount(with_)} that came in at ${with_.from} into ${with_.to}.`,
  "treasury.take_out": (with_) => `Pass ${amount(with_)} of your own on to ${with_.to}, as no member.`,
  "treasury.transfer": (with_) => `Pass ${amount(with_)} of your own on to ${with_.to}.`,
};
