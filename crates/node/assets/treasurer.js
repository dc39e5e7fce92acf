// What a treasurer does: paying from a fund, booking what came in outside, saying what is there.
import { store } from "./act.js";
import { at, filled, money, onForm } from "./forms.js";
import { personOf } from "./whom.js";

/** Stores what a text says, shows it before the signature, and returns its hash; undefined if it is empty. */
async function memoOf(field, written, texts) {
  const text = filled(field);
  texts.push([written, text].filter(Boolean).join("\n"));
  return text && store(text);
}

onForm(at("paying"), async (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  const memo = await memoOf(fields.text, written, texts);
  const to = await personOf(fields.to.value);
  return { name: "treasury.pay", with: { amount, asset, category: filled(fields.category), from: fields.from.value, memo, to } };
});

onForm(at("booking"), async (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  const memo = await memoOf(fields.text, written, texts);
  const { category, from, to } = fields;
  return { name: "treasury.receive", with: { amount, asset, category: filled(category), from: from.value, memo, to: to.value } };
});

onForm(at("attesting"), async (fields, { texts }) => {
  const { amount: held, asset, written } = money(fields);
  const proof = await memoOf(fields.text, written, texts);
  return { name: "treasury.attest", with: { account: fields.account.value, asset, held, proof } };
});
