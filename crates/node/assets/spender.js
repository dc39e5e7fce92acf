// What those do with the money of a fund whom the charter lets: several payments at once, what repeats, budgets,
// signers.
import { Refusal } from "./bytes.js";
import { at, decimalsOf, filled, inUnits, money, noted, onForm } from "./forms.js";
import { personOf } from "./whom.js";

const DAY = 86_400;

const linesOf = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);

/** One payment on each line: to whom, by name or identifier, and how much. */
const paymentsIn = (field, decimals) =>
  Promise.all(linesOf(field).map(async (line) => {
    const [, to, amount] = /^(.*\S)\s+(\S+)$/.exec(line) ?? [];
    if (!amount) {
      throw new Refusal("page.line", `“${line}” is no payment.`, "", "Write to whom and how much on each line, such as fund-house 12.50.");
    }
    return { amount: inUnits(amount, decimals), to: await personOf(to) };
  }));

onForm(at("batching"), async (fields, { texts }) => {
  const asset = fields.asset.value;
  const lines = await paymentsIn(fields.lines, decimalsOf(fields.asset));
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

onForm(at("signers"), async (fields) => {
  const people = [...new Set(await Promise.all(linesOf(fields.people).map(personOf)))].sort();
  const office = fields.office.value;
  const of = office ? { kind: "office", value: office } : { kind: "people", value: people };
  return { name: "spending.set_signers", with: { fund: fields.from.value, needed: Number(fields.needed.value), of } };
});
