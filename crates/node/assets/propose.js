// Bringing a proposal: a text, a rule that decides, and what it does.
import { heldKey } from "./keyring.js";
import { Refusal } from "./bytes.js";
import { acting } from "./acting.js";
import { at } from "./forms.js";
import { act, fault, make, onPress, painted, receiptWords, standing, store } from "./act.js";

const form = at("bring");
const trouble = at("trouble");
const said = at("said");
const acts = form && acting(form, trouble);
const procedure = at("procedure");

const chosen = () => procedure.selectedOptions[0].dataset;

/** The form of a budget that is shared out, once a rule that shares one out is chosen. */
let sharing;
const share = () => (sharing ??= import("./sharing.js"));

/** Shows a part of the form, or has it ask for nothing. */
function only(id, isShown) {
  at(id).hidden = !isShown;
  for (const field of at(id).querySelectorAll("input, textarea, select")) field.disabled = !isShown;
}

/** Shows what the rule that was chosen may carry. */
function fit() {
  const { carries, deposit, depositWords, mayLack, most, options } = chosen();
  at("deposit").hidden = !deposit;
  at("put-down").checked = Boolean(deposit) && mayLack !== "true";
  at("put-down").required = Boolean(deposit) && mayLack !== "true";
  at("deposit-words").textContent = depositWords ?? "";
  at("may-lack").hidden = mayLack !== "true";
  const [isContest, isBudget] = [options === "one" || options === "several", options === "budget"];
  at("contest").hidden = !isContest;
  at("options").required = isContest;
  at("several").hidden = options !== "several";
  only("acting", !isContest && !isBudget);
  if (at("sharing")) only("sharing", isBudget);
  if (isBudget) share().then(({ begin }) => begin(Number(most)), (error) => trouble.replaceChildren(...fault(error)));
  const carried = carries.split(" ");
  for (const button of form.querySelectorAll("[data-add]")) button.hidden = !carried.includes(button.dataset.add);
  for (const row of form.querySelectorAll("[data-else]")) row.hidden = !carried.includes(row.dataset.else);
  at("elsewhere").hidden = !form.querySelector("[data-else]:not([hidden])");
  at("nothing").hidden = carries !== "";
}

/** The options that are written, if the rule chooses among some. */
async function contest(texts) {
  if (chosen().options === "budget") return (await share()).contest(texts);
  const titles = at("options").value.split("\n").map((line) => line.trim()).filter(Boolean);
  const choose = chosen().options === "several" ? Number(at("choose").value) : 1;
  return { choose, options: titles.map((title) => ({ actions: [], title })) };
}

async function bring() {
  const held = await heldKey();
  const texts = [];
  const isContest = chosen().options !== "none";
  const actions = isContest ? [] : await acts.actions(texts);
  if (!isContest && actions.length === 0) {
    throw new Refusal("governance.action_count", "The proposal does nothing yet.", "GOV-2", "Add what it does.");
  }
  const text = at("text").value.trim();
  texts.unshift(text);
  const [amount, asset] = at("put-down").checked ? (chosen().deposit ?? "").split(" ") : [];
  if (asset) texts.push(`Of your own money you put down ${chosen().depositWords}.`);
  const propose = {
    actions,
    contest: isContest ? await contest(texts) : undefined,
    deposit: asset ? { amount, asset } : undefined,
    procedure: procedure.value,
    text: await store(text),
  };
  const { now } = await standing(held.person);
  const receipts = await act(held, [{ name: "governance.propose", with: propose }], { now, texts });
  if (!receipts) return;
  form.reset();
  acts.clear();
  (await sharing)?.clear();
  fit();
  at("bringing").open = false;
  const again = make("a", { href: location.pathname }, "Show it among the open ones");
  said.replaceChildren(...receiptWords(receipts[0], "Your proposal is in the log."), again);
  said.scrollIntoView({ block: "nearest" });
}

/** Begins a proposal to recall somebody, as the page of offices asks for one: rule, office and person. */
async function recall([rule, office, holder]) {
  procedure.value = rule;
  fit();
  at("bringing").open = true;
  (await acts.add("offices.recall")).holder.value = `${office}/${holder}`;
  at("text").focus();
}

/** Begins a proposal with acts that were written on another page. */
async function adopt(actions) {
  const names = actions.map(({ name }) => name);
  const rule = [...procedure.options].find(({ dataset }) => names.every((name) => dataset.options === "none" && dataset.carries.split(" ").includes(name)));
  if (!rule) throw new Refusal("page.carries", "No decision of the charter does this by itself.", "", "Look in the charter who may.");
  procedure.value = rule.value;
  fit();
  at("bringing").open = true;
  for (const action of actions) await acts.adopt(action);
  at("text").focus();
}

if (form) {
  procedure.addEventListener("change", fit);
  onPress(form, trouble, bring);
  fit();
  let held;
  try {
    held = await heldKey();
    at("who").hidden = Boolean(held);
    at("bringing").hidden = !held;
    addEventListener("hashchange", () => /^#(recall|acts)=/.test(location.hash) && location.reload());
    const asked = /^#recall=([a-z0-9-]+\/[a-z0-9-]+\/person1[a-z0-9]+)$/.exec(location.hash);
    if (held && asked && at("offices-recall")) await recall(asked[1].split("/"));
    const written = /^#acts=(.+)$/.exec(location.hash);
    if (held && written) await adopt(JSON.parse(decodeURIComponent(written[1])));
  } catch (error) {
    trouble.replaceChildren(...fault(error));
  } finally {
    painted(held);
  }
}
