// What those do with the society's money whom the charter lets, beyond a treasurer's daily work: issuing, opening
// and closing accounts; several payments at once, what repeats, budgets, signers.
import { store } from "./act.js";
import { Refusal } from "./bytes.js";
import { at, decimalsOf, filled, inUnits, money, onForm } from "./forms.js";
import { personOf } from "./whom.js";

const DAY = 86_400;

/** Stores what is written as the reason, and has it shown with `before` before the signature. */
async function noted({ text }, texts, ...before) {
  const said = filled(text);
  texts.push([...before, said].filter(Boolean).join("\n"));
  return said && (await store(said));
}

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

/** One payment on each line: to whom, and how much. */
const linesIn = (text, decimals) =>
  text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [to, amount, ...rest] = line.split(/\s+/);
    if (!amount || rest.length > 0) {
      throw new Refusal("page.line", `“${line}” is no payment.`, "", "Write to whom and how much on each line, such as fund-house 12.50.");
    }
    return { amount: inUnits(amount, decimals), to };
  });

onForm(at("batching"), async (fields, { texts }) => {
  const asset = fields.asset.value;
  const lines = linesIn(fields.lines.value, decimalsOf(fields.asset));
  const amount = lines.reduce((sum, line) => sum + BigInt(line.amount), 0n).toString();
  const memo = await noted(fields, texts, fields.lines.value.trim());
  return { name: "spending.pay_batch", with: { amount, asset, category: filled(fields.category), fund: fields.from.value, lines, memo } };
});

onForm(at("streaming"), async (fields, { texts }) => {
  const { amount: each, asset, written } = money(fields);
  const times = Number(fields.times.value);
  const every = Number(fields.days.value) * DAY;
  const memo = await noted(fields, texts, written);
  return {
    name: "spending.start_stream",
    with: {
      amount: (BigInt(each) * BigInt(times)).toString(),
      asset,
      category: filled(fields.category),
      each,
      every,
      fund: fields.from.value,
      memo,
      pace: fields.pace.value,
      times,
      to: await personOf(fields.to.value),
    },
  };
});

onForm(at("budgeting"), (fields, { texts }) => {
  const written = filled(fields.limit);
  const asset = fields.asset.value;
  if (written) texts.push(`${written} ${asset}`);
  const limit = written && inUnits(written, decimalsOf(fields.asset));
  const per = Number(fields.days.value) * DAY;
  return { name: "spending.set_budget", with: { asset, category: filled(fields.category), fund: fields.from.value, limit, per, unspent: fields.unspent.value } };
});

onForm(at("signers"), (fields) => {
  const people = [...new Set(fields.people.value.split(/\s+/).filter(Boolean))].sort();
  const office = fields.office.value;
  const of = office ? { kind: "office", value: office } : { kind: "people", value: people };
  return { name: "spending.set_signers", with: { fund: fields.from.value, needed: Number(fields.needed.value), of } };
});
