// In words: what is asked about leaving with a share.

/** @param {string[] | undefined} assets */
const ofAssets = (assets) => (assets ? ` in ${assets.join(" and ")}, and give up the rest of it` : "");

/** @param {{ kind: string, number: number }[] | undefined} against */
const againstWords = (against) =>
  against?.length
    ? `, at the value before ${against.map(({ kind, number }) => `${kind} ${number}`).join(", ")}, to which you object`
    : "";

/** @param {number[] | undefined} breaches */
const beforeWords = (breaches) =>
  breaches?.length ? `, at the value before the breach of claim ${breaches.join(", ")}` : "";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "exit.leave": ({ against, assets, breaches }) =>
    `Leave the society, with your share${ofAssets(assets)}${againstWords(against)}${beforeWords(breaches)}.`,
  "exit.take": ({ against, assets, breaches, part }) =>
    `Take ${part / 10_000} % of your share${ofAssets(assets)}, and give up as much of your claim${againstWords(against)}${beforeWords(breaches)}.`,
};
