// What a ballot says, in words.

import { canonical } from "./canonical.js";

/** An option, as people count. @param {number} place */
const option = (place) => `option ${place + 1}`;

/** @type {Record<string, string>} */
const PLAIN = { abstain: "abstain", no: "no", yes: "yes" };

/** @param {number} count @param {string} one */
export const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

/**
 * Says what a ballot says.
 * @param {any} choice
 */
export function choiceWords(choice) {
  if (Object.hasOwn(PLAIN, choice)) return PLAIN[choice];
  const [[kind, value] = []] = Object.entries(choice ?? {});
  switch (kind) {
    case "approve":
      return value.length === 0 ? "approve none of the options" : `approve ${value.map(option).join(", ")}`;
    case "object":
      return `object, for the reason whose SHA-256 is ${value}`;
    case "points":
      return `support it with ${many(value, "point")}`;
    case "votes":
      return `${signed(value)} it`;
    case "rank":
      return value.map((/** @type {number[]} */ rank) => rank.map(option).join(" as much as ")).join(", then ");
    case "score":
      return value.map((/** @type {number[]} */ [place, points]) => `${option(place)}: ${points}`).join(", ");
    case "spend":
      return value.length === 0
        ? "no votes for or against any option"
        : value.map((/** @type {number[]} */ [place, votes]) => `${option(place)}: ${signed(votes)}`).join(", ");
    default:
      return canonical(choice);
  }
}

/** @param {number} votes */
const signed = (votes) => `${many(Math.abs(votes), "vote")} ${votes < 0 ? "against" : "for"}`;

