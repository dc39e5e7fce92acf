// In words: what is asked about places and who lives there.

/** @param {string | undefined} evidence */
const shown = (evidence) =>
  evidence ? `, as the public text shows whose SHA-256 is ${evidence}.` : ". Nothing shows it, so it counts nowhere.";

/** @type {Record<string, (with_: any) => string>} */
export const SENTENCES = {
  "places.arrive": ({ place }) =>
    `Say that you live at the place "${place}". That stands in the public log for ever, beside your identifier; no street and no room does.`,
  "places.attest": ({ evidence, land, place }) => `Say that the place "${place}" has ${land} m²${shown(evidence)}`,
  "places.close": ({ place }) => `Close the place "${place}". Nobody lives there from then on.`,
  "places.confirm": ({ person, place }) => `Confirm that ${person} lives at the place "${place}".`,
  "places.depart": ({ place }) => `Live at the place "${place}" no longer, from now on.`,
  "places.end_residence": ({ person, place }) => `End that ${person} counts as living at the place "${place}".`,
  "places.open": ({ country, evidence, kind, land, place, title }) =>
    `Open the place "${place}", called “${title}”: a ${kind}${country ? ` in ${country}` : ""} of ${land} m²${shown(evidence)}`,
  "places.renew": ({ place }) => `Say again that you live at the place "${place}".`,
  "places.vouch": ({ person, place }) => `Vouch that ${person} lives at the place "${place}", where you live.`,
};
