// In words: what is asked about names.

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "names.give_up": () => "Give up your name here. It is nobody else's for 90 days.",
  "names.take": ({ name }) =>
    `Take the name “${name}” here. It stands in the public log for ever, beside all that you sign; you can take another after 30 days.`,
};
