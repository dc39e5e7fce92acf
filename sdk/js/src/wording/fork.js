// In words: what is asked about a fork.

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "fork.announce": ({ text }) => `Announce a fork, for the reason in the public text whose SHA-256 is ${text}.`,
  "fork.descend": ({ fork, parent }) => `Say that this society descends from fork ${fork} of ${parent}.`,
  "fork.join": ({ fork }) => `Sign up for fork ${fork}: when its time is over, you leave the society with your share.`,
  "fork.withdraw": ({ fork }) => `Take back your signature for fork ${fork}.`,
};
