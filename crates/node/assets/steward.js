// What those do with the society's money whom the charter lets, beyond a treasurer's daily work: issuing, opening
// and closing accounts.
import { at, filled, money, noted, onForm } from "./forms.js";
import { personOf } from "./whom.js";

onForm(at("issuing"), async (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  const memo = await noted(fields, texts, written);
  return { name: "treasury.issue", with: { amount, asset, category: filled(fields.category), memo, to: await personOf(fields.to.value) } };
});

onForm(at("opening"), ({ name }) => ({ name: "treasury.open_account", with: { account: `fund-${name.value.trim()}` } }));

onForm(at("placing"), async (fields, { texts }) => ({
  name: "treasury.open_outside",
  with: { account: `external-${fields.name.value.trim()}`, terms: await noted(fields, texts) },
}));

onForm(at("closing"), ({ account }) => ({ name: "treasury.close_account", with: { account: account.value } }));

onForm(at("counting"), ({ code, decimals }) => ({
  name: "treasury.create_asset",
  with: { asset: code.value.trim(), decimals: Number(decimals.value) },
}));
