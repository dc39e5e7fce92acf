// What a treasurer does: paying from a fund, booking what came in outside, saying what is there.
import { at, filled, money, noted, onForm } from "./forms.js";
import { personOf } from "./whom.js";

onForm(at("paying"), async (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  const memo = await noted(fields, texts, written);
  const to = await personOf(fields.to.value);
  return { name: "treasury.pay", with: { amount, asset, category: filled(fields.category), from: fields.from.value, memo, to } };
});

onForm(at("booking"), async (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  const memo = await noted(fields, texts, written);
  const { category, from, to } = fields;
  return { name: "treasury.receive", with: { amount, asset, category: filled(category), from: from.value, memo, to: to.value } };
});

onForm(at("attesting"), async (fields, { texts }) => {
  const { amount: held, asset, written } = money(fields);
  const proof = await noted(fields, texts, written);
  return { name: "treasury.attest", with: { account: fields.account.value, asset, held, proof } };
});
