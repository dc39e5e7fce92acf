// Forms that become one act each: what is written becomes an action here, in smallest units, and is said
// in words before it is signed.
import { heldKey } from "./keyring.js";
import { act, carry, onPress, receiptWords, standing, store } from "./act.js";
import { Refusal } from "./bytes.js";

export const at = (id) => document.getElementById(id);
export const trouble = at("trouble");
const said = at("said");

// What several fields let one choose from, the page has once.
for (const list of document.querySelectorAll("[data-choices]")) {
  for (const kind of list.dataset.choices.split(" ")) list.append(at(`choice-${kind}`).content.cloneNode(true));
}

/** What a field says in Latin digits, whichever a keyboard writes: Persian and Arabic ones too. */
const inLatin = (text) => text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) & 15)).replace("٫", ".");

/**
 * Whole and decimals of an amount. Thousands may stand apart as pages show them. A comma alone is a decimal one, as the
 * keypads of many countries have no point: unless what follows has more places than the asset, or could be thousands.
 */
function partsOf(text, decimals) {
  const apart = inLatin(text.trim()).replace(/(\d)[\s\u202f٬](?=\d{3}(?!\d))/g, "$1");
  const [before, after, more] = apart.split(",");
  const isDecimal = after !== undefined && more === undefined && !apart.includes(".") && after.length <= decimals && after.length !== 3;
  if (isDecimal) return [before, after];
  return apart.replace(/(\d),(?=\d{3}(,\d{3})*\.)/g, "$1").split(".");
}

/** An amount as people write it, in smallest units. */
export function inUnits(text, decimals) {
  const [whole, rest = "", more] = partsOf(text, decimals);
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(rest) || more !== undefined || rest.length > decimals) {
    throw new Refusal("page.amount", `${text} is no amount with at most ${decimals} decimal places.`, "", "Write it with digits and one point or comma, such as 12.50.");
  }
  return BigInt(whole + rest.padEnd(decimals, "0")).toString();
}

/** Smallest units as people read them. */
export function inWords(units, decimals) {
  const digits = String(units).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** How many decimals the asset has that is chosen in a form. */
export const decimalsOf = (asset) => Number(asset.selectedOptions[0]?.dataset.decimals);

/** What the fields `amount` and `asset` say: in smallest units, and as it was written. */
export function money({ amount, asset }) {
  const units = inUnits(amount.value, decimalsOf(asset));
  return { amount: units, asset: asset.value, written: `${amount.value.trim()} ${asset.value}` };
}

/** What a field says; undefined if it is empty. */
export const filled = (field) => field.value.trim() || undefined;

/** Stores what is written as the reason, and has it shown with `before` before the signature. */
export async function noted({ text }, texts, ...before) {
  const reason = filled(text);
  texts.push([...before, reason].filter(Boolean).join("\n"));
  return reason && (await store(reason));
}

/**
 * Has a form do an act. `build` gets the fields, and what its holder is here with the `texts` that are
 * shown before the signature; `done` may return nodes to show with the receipt. What takes a decision goes
 * into a proposal instead. `isOpen`: also
 * whoever is not known here yet may do it, and makes themselves known with it.
 */
export function onForm(form, build, done, { isOpen = false } = {}) {
  if (!form) return;
  onPress(form, trouble, async () => {
    const held = await heldKey();
    const here = { ...(await standing(held.person)), texts: [] };
    const action = await build(form.elements, here);
    if (form.closest("[data-carried]")) return carry(action);
    const register = { name: "identity.register", with: { inception: held.inception } };
    const actions = isOpen && here.standing === "unknown" ? [register, action] : [action];
    const receipts = await act(held, actions, { now: here.now, texts: here.texts });
    if (!receipts) return;
    said.replaceChildren(...receiptWords(receipts.at(-1), "It is in the log."));
    said.scrollIntoView({ block: "nearest" });
    form.reset();
    form.closest("details")?.removeAttribute("open");
    if (done) said.append(...(await done(here)));
  });
}
