// Bringing a budget to share out: how much there is, from which fund, and the projects: what each costs, and to
// whom that is paid. Each becomes an option, whose act is the payment.
import { base, make, store } from "./act.js";
import { at, decimalsOf, inUnits } from "./forms.js";
import { said } from "./money.js";
import { request } from "./request.js";
import { personOf } from "./whom.js";

const [amount, asset, fund, list, sum] = ["pot-amount", "pot-asset", "pot-fund", "projects", "pot-sum"].map(at);

/** Fewest projects among which one can choose (GOV-11). */
const LEAST = 2;
let most = LEAST;

/** What a field says, in smallest units; nothing where it says nothing that can be read yet. */
function units(field) {
  try {
    return field.value.trim() ? BigInt(inUnits(field.value, decimalsOf(asset))) : 0n;
  } catch {
    return 0n;
  }
}

const words = (value) => said(value, decimalsOf(asset), asset.value);
const costs = () => [...list.querySelectorAll("[name=cost]")];

/** Says what the projects cost together, and what there is. */
function count() {
  const together = costs().reduce((all, field) => all + units(field), 0n);
  const has = units(amount);
  const number = list.children.length;
  const projects = `${number === 1 ? "1 project" : `${number} projects`}: ${words(together)} together, of ${words(has)} to share out.`;
  const isAll = together > 0n && together <= has;
  sum.textContent = isAll ? `${projects} There is enough for all of them.` : projects;
  at("add-project").disabled = number >= most;
  for (const button of list.querySelectorAll("button")) button.disabled = number <= LEAST;
}

/** Says what the fund holds now. */
async function hold() {
  const about = new URLSearchParams({ account: fund.value, asset: asset.value, from: String(Math.floor(Date.now() / 1000)) });
  const asked = about.toString();
  const { closing, decimals } = await (await request(`${base}/api/v1/statement?${asked}`)).json();
  // Another fund may have been chosen meanwhile.
  if (fund.value === about.get("account") && asset.value === about.get("asset")) {
    at("pot-held").textContent = `It holds ${said(BigInt(closing), decimals, asset.value)} now.`;
  }
}

const show = () => hold().catch(() => (at("pot-held").textContent = ""));

function add() {
  const item = at("project").content.cloneNode(true).firstElementChild;
  item.querySelector("button").addEventListener("click", () => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    count();
    next.querySelector("input").focus();
  });
  list.append(item);
  count();
  return item;
}

/** Shows the form, with so many projects at most. */
export function begin(highest) {
  most = highest;
  while (list.children.length < LEAST) add();
  count();
  show();
}

export const clear = () => list.replaceChildren();

/** What is written, as it is signed; `texts` gets what is public with it. */
export async function contest(texts) {
  const of = asset.value;
  const option = async (item) => {
    const [title, cost, to] = ["project", "cost", "payee"].map((name) => item.querySelector(`[name=${name}]`));
    const name = title.value.trim();
    const pay = { amount: inUnits(cost.value, decimalsOf(asset)), asset: of, from: fund.value, memo: await store(name), to: await personOf(to.value) };
    return { actions: [{ name: "treasury.pay", with: pay }], title: name };
  };
  const options = [];
  for (const item of list.children) options.push(await option(item));
  const lines = options.map(({ title }, place) => `${place + 1}. ${title}`);
  texts.push(["Each project as it is named, which is public with its payment:", ...lines].join("\n"));
  return { budget: { amount: inUnits(amount.value, decimalsOf(asset)), asset: of }, choose: 1, options };
}

at("sharing").addEventListener("input", count);
for (const field of [asset, fund]) field.addEventListener("change", show);
at("add-project").addEventListener("click", () => add().querySelector("input").focus());
