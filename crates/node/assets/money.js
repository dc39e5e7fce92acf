// Amounts, as people read them.

/** Smallest units as people read them: thousands apart, with the code of the asset. @param {bigint} units */
export function said(units, decimals, asset) {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, "0");
  const end = digits.length - decimals;
  const whole = digits.slice(0, end).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${units < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(end)}` : ""} ${asset}`;
}
