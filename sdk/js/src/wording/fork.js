// In words: what is asked about a fork.

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "fork.announce": ({ text, charter, pool }) => `Announce a fork, for the reason in the public text whose SHA-256 is ${text}${charter ? `, towards the charter ${charter}` : ""}${pool ? `; shares may be pooled at ${pool}` : ""}.`,
  "fork.arrive": ({ place, charter }) => `Come over as number ${place + 1} of those who left by the fork, and swear the charter ${charter}: what is decided in the way it says holds for me too, until I leave.`,
  "fork.join": ({ fork, pooled }) => `Sign up for fork ${fork}: when its time is over, you leave the society with your share${pooled ? ", which goes to the fork's pool for the new society" : ""}.`,
  "fork.withdraw": ({ fork }) => `Take back your signature for fork ${fork}.`,
};
