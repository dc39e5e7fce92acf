// In words: what is asked about offices.

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "offices.call_election": ({ office }) => `Call the election for the office ${office}.`,
  "offices.recall": ({ holder, office }) => `Recall ${holder} from the office ${office}.`,
  "offices.resign": ({ office }) => `Give up the office ${office}.`,
  "offices.seat": ({ holder, office }) => `Seat ${holder} in the office ${office}.`,
  "offices.stand": ({ office }) => `Stand for the office ${office}.`,
  "offices.stand_down": ({ office }) => `Stand no longer for the office ${office}.`,
};
