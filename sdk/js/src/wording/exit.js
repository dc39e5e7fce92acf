// In words: what is asked about leaving with a share.

import { amount } from "./tell.js";

/** @param {string[] | undefined} assets */
const ofAssets = (assets) => (assets ? ` in ${assets.join(" and ")} alone` : "");

/** @param {{ kind: string, number: number }[] | undefined} against */
const againstWords = (against) =>
  against?.length
    ? `, at the value before ${against.map(({ kind, number }) => `${kind} ${number}`).join(", ")}, to which you object`
    : "";

/** @param {number[] | undefined} breaches */
const beforeWords = (breaches) =>
  breaches?.length ? `, at the value before the breach of claim ${breaches.join(", ")}` : "";

/** @param {{ asset: string, amount: string }[] | undefined} least */
const leastWords = (least) =>
  least?.length
    ? `, for at least ${least.map(amount).join(" and ")}, or not at all`
    : "";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "exit.leave": ({ against, assets, breaches, least }) =>
    `Leave the society, with your share${ofAssets(assets)}${againstWords(against)}${beforeWords(breaches)}${leastWords(least)}.`,
  "exit.take": ({ against, assets, breaches, least, part }) =>
    `Take ${part / 10_000} % of your share${ofAssets(assets)}, and give up as much of your claim${againstWords(against)}${beforeWords(breaches)}${leastWords(least)}.`,
};
