// In words: what is asked about leaving with a share.

/** @param {string[] | undefined} assets */
const ofAssets = (assets) => (assets ? ` in ${assets.join(" and ")}, and give up the rest of it` : "");

/** @param {{ kind: string, number: number }[] | undefined} against */
const againstWords = (against) =>
  against?.length
    ? `, at the value before ${against.map(({ kind, number }) => `${kind} ${number}`).join(", ")}, to which you object`
    : "";

/** @param {number | undefined} breach */
const beforeWords = (breach) => (breach ? `, at the value before the breach of claim ${breach}` : "");

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "exit.leave": ({ against, assets, breach }) =>
    `Leave the society, with your share${ofAssets(assets)}${againstWords(against)}${beforeWords(breach)}.`,
  "exit.take": ({ against, assets, breach, part }) =>
    `Take ${part / 10_000} % of your share${ofAssets(assets)}, and give up as much of your claim${againstWords(against)}${beforeWords(breach)}.`,
};
