// In words: what is asked about panels drawn by lot.

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "panels.accept": ({ sitting }) => `Take the seat for which you were drawn in draw ${sitting}.`,
  "panels.call_draw": ({ panel }) => `Have the panel ${panel} drawn by lot.`,
  "panels.claim": ({ proof, sitting }) =>
    `Take the seat of the host's resident number ${proof.number} in draw ${sitting}, with a code.`,
  "panels.commit": ({ sitting }) => `Commit to a secret by which draw ${sitting} is drawn.`,
  "panels.decline": ({ sitting }) => `Decline or give up your seat of draw ${sitting}.`,
  "panels.publish_list": ({ count, panel }) =>
    `Publish a list of ${count} people for the panel ${panel}.`,
  "panels.reveal": ({ sitting }) => `Reveal your secret by which draw ${sitting} is drawn.`,
  "panels.submit_beacon": ({ round, sitting }) =>
    `Bring round ${round} of the beacon by which draw ${sitting} is drawn.`,
};
