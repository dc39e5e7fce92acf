// Dues and gifts: choosing how one gives, waiving, confirming work, giving, passing one's own money on.
import { base } from "./act.js";
import { Refusal } from "./bytes.js";
import { at, inUnits, inWords, money, noted, onForm } from "./forms.js";
import { personOf } from "./whom.js";
import { heldKey } from "./keyring.js";

const choosing = at("choosing");

/** The tier that is chosen: how it asks, and in which numbers. */
const tier = () => {
  const { decimals, ...rest } = choosing.elements.tier.selectedOptions[0].dataset;
  return { ...rest, decimals: Number(decimals) };
};

/** What follows from what somebody earns, in smallest units, rounded down. It never leaves this page. */
function ofIncome(income, { denominator, max, min, numerator }) {
  const due = (BigInt(income) * BigInt(numerator)) / BigInt(denominator);
  const least = due < BigInt(min) ? BigInt(min) : due;
  return max && least > BigInt(max) ? BigInt(max) : least;
}

/** What one gives each time by what is written; undefined where the tier leaves nothing to choose. */
function chosen() {
  const { amount, income } = choosing.elements;
  const asked = tier();
  if (asked.asks === "income") return ofIncome(inUnits(income.value, asked.decimals), asked).toString();
  return asked.asks === "amount" ? inUnits(amount.value, asked.decimals) : undefined;
}

/** Shows what the tier asks, and what follows from what is written. */
function fit() {
  const { asks, asset, decimals } = tier();
  for (const kind of ["income", "amount"]) {
    at(`by-${kind}`).hidden = asks !== kind;
    choosing.elements[kind].required = asks === kind;
  }
  let due = "";
  try {
    due = asks === "income" && choosing.elements.income.value ? `${inWords(chosen(), decimals)} ${asset}` : "";
  } catch (error) {
    due = error instanceof Refusal ? error.message : "";
  }
  at("due").textContent = due;
}

if (choosing) {
  choosing.addEventListener("input", fit);
  fit();
  onForm(choosing, ({ tier: { value } }, { texts }) => {
    const { asset, decimals } = tier();
    const amount = chosen();
    if (amount !== undefined) texts.push(`${inWords(amount, decimals)} ${asset}`);
    return { name: "dues.choose", with: { amount, tier: value } };
  }, () => (fit(), []));
}

onForm(at("donating"), async (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  const text = await noted(fields, texts, written);
  return { name: "dues.donate", with: { amount, asset, is_named: fields.named.checked, text, to: fields.to.value } };
});

onForm(at("pleading"), ({ periods }) => ({ name: "dues.ask_waiver", with: { periods: Number(periods.value) } }));

onForm(at("sponsoring"), (fields, { texts }) => {
  const { amount, asset, written } = money(fields);
  texts.push(written);
  return { name: "dues.sponsor", with: { amount, asset, member: fields.member.value } };
});

onForm(at("waiving"), ({ member, periods }) => ({
  name: "dues.waive",
  with: { member: member.value, periods: Number(periods.value) },
}));

onForm(at("working"), ({ member, minutes }) => ({
  name: "dues.confirm_work",
  with: { member: member.value, work: Number(minutes.value) * 60 },
}));

const passing = at("passing");
onForm(passing, async (fields, { standing, texts }) => {
  const { amount, asset, written } = money(fields);
  const memo = await noted(fields, texts, written);
  // Who is not a member passes on what is theirs all the same (TRE-7).
  const name = ["full", "probation"].includes(standing) ? "treasury.transfer" : "treasury.take_out";
  return { name, with: { amount, asset, memo, to: await personOf(fields.to.value) } };
});

const to = new URLSearchParams(location.search).get("to");
if (passing && to) {
  passing.elements.to.value = to;
  passing.closest("details").open = true;
}

const own = at("own-dues");
const held = own && (await heldKey().catch(() => undefined));
if (held) {
  own.href = `${base}/dues/${held.person}`;
}
