// What is put into Persian words: Persian figures, dates of the Solar Hijri calendar in UTC, and what is
// written in Latin letters set apart, so that it is not reordered.

const number = new Intl.NumberFormat("fa", { maximumFractionDigits: 18 });
const day = new Intl.DateTimeFormat("fa-IR-u-ca-persian-nu-arabext", { day: "numeric", month: "long", timeZone: "UTC" });
const year = new Intl.DateTimeFormat("fa-IR-u-ca-persian-nu-arabext", { timeZone: "UTC", year: "numeric" });
const MARKS = { ",": "٬", "\u202f": "٬", ".": "٫" };

const figures = (text) => text.replace(/[0-9.,\u202f]/g, (c) => MARKS[c] ?? String.fromCharCode(c.charCodeAt(0) + 0x6c0));
const apart = (text) => `\u2068${text}\u2069`;

/** The year alone may come with the name of its era, which nobody says. */
const yearOf = (date) => year.formatToParts(date).find(({ type }) => type === "year").value;

/** Says what is put in. */
export function fa(value) {
  if (typeof value === "number") return number.format(value);
  if (typeof value !== "string") return value;
  const time = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?(?: UTC|Z)?$/.exec(value);
  if (time) {
    const date = new Date(`${time[1]}T00:00:00Z`);
    return `${day.format(date)} ${yearOf(date)}${time[2] ? `، ${figures(time[2])}` : ""}`;
  }
  if (/^-?\d[\d\u202f.,]*$/.test(value)) return figures(value);
  if (/^-?\d[\d\u202f.,]* [A-Z]{3,}$/.test(value)) return apart(figures(value));
  return /[A-Za-z]/.test(value) && !/[\u0600-\u06ff<]/.test(value) ? apart(value) : value;
}
