// Bringing a proposal: a text, a rule that decides, and what it does.
import { heldKey } from "./keyring.js";
import { request } from "./request.js";
import { Refusal, utf8 } from "./bytes.js";
import { at, inUnits } from "./forms.js";
import { act, base, fault, make, onPress, receiptWords, standing, store } from "./act.js";

const form = at("bring");
const trouble = at("trouble");
const said = at("said");
const acts = at("acts");
const procedure = at("procedure");

const chosen = () => procedure.selectedOptions[0].dataset;

/** Shows what the rule that was chosen may carry. */
function fit() {
  const { carries, deposit, depositWords, mayLack, options } = chosen();
  at("deposit").hidden = !deposit;
  at("put-down").checked = Boolean(deposit) && mayLack !== "true";
  at("put-down").required = Boolean(deposit) && mayLack !== "true";
  at("deposit-words").textContent = depositWords ?? "";
  at("may-lack").hidden = mayLack !== "true";
  const isContest = options !== "none";
  at("contest").hidden = !isContest;
  at("options").required = isContest;
  at("several").hidden = options !== "several";
  at("acting").hidden = isContest;
  for (const field of at("acting").querySelectorAll("input, textarea, select")) field.disabled = isContest;
  for (const button of form.querySelectorAll("[data-add]")) button.hidden = !carries.split(" ").includes(button.dataset.add);
  at("nothing").hidden = carries !== "";
}

/** How each form becomes an action; `texts` gets what is public with it. */
const MAKE = {
  "charter.amend": async (fields, texts) => {
    const text = fields.text.value;
    const { faults, rules } = await compared(text);
    if (faults.length > 0) {
      const [{ code, line, message, next_step: next, rule }] = faults;
      throw new Refusal(code, `Line ${line} of the new charter: ${message}`, rule, next);
    }
    texts.push(`The new charter: ${rules.length === 0 ? "no rule changes, only words." : rules.join(" ")}`);
    return { replaces: form.dataset.charter, text: await store(text) };
  },
  "membership.admit": async (fields) => ({ applicant: fields.applicant.value.trim() }),
  "treasury.pay": async (fields, texts) => {
    const asset = fields.asset.value;
    const amount = inUnits(fields.amount.value, Number(fields.asset.selectedOptions[0].dataset.decimals));
    const memo = fields.memo.value.trim();
    texts.push(`${fields.amount.value} ${asset}${memo ? `, for: ${memo}` : ""}`);
    return { amount, asset, from: fields.from.value, memo: memo ? await store(memo) : undefined, to: fields.to.value.trim() };
  },
};

/** What another text would change in the charter. */
async function compared(text) {
  const answer = await request(`${base}/api/v1/charter/compare`, { body: utf8(text), method: "POST" });
  return answer.json();
}

/** Shows what another text would change. */
async function showCompared(place, text) {
  const { faults, lines, rules } = await compared(text);
  const list = (items) => make("ul", {}, ...items.map((item) => make("li", {}, item)));
  if (faults.length > 0) {
    const words = ({ column, line, message, next_step: next }) => `Line ${line}, character ${column}: ${message} ${next}`;
    place.replaceChildren(make("strong", {}, "This cannot be a charter yet:"), list(faults.map(words)));
    return;
  }
  if (lines.length === 0) {
    place.replaceChildren("Nothing is different.");
    return;
  }
  const marked = lines.map(({ sign, text: line }) => make("li", {}, make(sign === "+" ? "ins" : "del", {}, line)));
  const shown = make("ul", { className: "lines" }, ...marked);
  const words = rules.length > 0 ? "What changes, rule by rule:" : "No rule changes, only words.";
  place.replaceChildren(make("strong", {}, words), list(rules), make("strong", {}, "Lines:"), shown);
}

/** Adds the form of an act. */
async function add(name) {
  const fields = at(name.replace(".", "-")).content.cloneNode(true).firstElementChild;
  const remove = make("button", { className: "quiet small", type: "button" }, "Remove");
  const item = make("li", {}, fields, remove);
  item.dataset.name = name;
  remove.addEventListener("click", () => {
    item.remove();
    form.querySelector("[data-add]:not([hidden])")?.focus();
  });
  if (name === "charter.amend") {
    const field = fields.elements.text;
    field.value = await (await request(`${base}/api/v1/records/${form.dataset.charter}`)).text();
    onPress(fields.querySelector("[data-compare]"), trouble, () => showCompared(fields.querySelector(".compared"), field.value));
  }
  // A change of the charter comes last.
  const last = acts.querySelector("[data-name='charter.amend']");
  if (last && name === "charter.amend") return;
  acts.insertBefore(item, last);
  fields.querySelector("input, textarea, select").focus();
}

/** The options that are written, if the rule chooses among some. */
function contest() {
  const titles = at("options").value.split("\n").map((line) => line.trim()).filter(Boolean);
  const choose = chosen().options === "several" ? Number(at("choose").value) : 1;
  return { choose, options: titles.map((title) => ({ actions: [], title })) };
}

async function bring() {
  const held = await heldKey();
  const texts = [];
  const isContest = chosen().options !== "none";
  const actions = [];
  for (const { dataset, firstElementChild } of isContest ? [] : acts.children) {
    actions.push({ name: dataset.name, with: await MAKE[dataset.name](firstElementChild.elements, texts) });
  }
  if (!isContest && actions.length === 0) {
    throw new Refusal("governance.action_count", "The proposal does nothing yet.", "GOV-2", "Add what it does.");
  }
  const text = at("text").value.trim();
  texts.unshift(text);
  const [amount, asset] = at("put-down").checked ? (chosen().deposit ?? "").split(" ") : [];
  if (asset) texts.push(`Of your own money you put down ${chosen().depositWords}.`);
  const propose = {
    actions,
    contest: isContest ? contest() : undefined,
    deposit: asset ? { amount, asset } : undefined,
    procedure: procedure.value,
    text: await store(text),
  };
  const { now } = await standing(held.person);
  const receipts = await act(held, [{ name: "governance.propose", with: propose }], { now, texts });
  if (!receipts) return;
  form.reset();
  acts.replaceChildren();
  fit();
  at("bringing").open = false;
  const again = make("a", { href: location.pathname }, "Show it among the open ones");
  said.replaceChildren(...receiptWords(receipts[0], "Your proposal is in the log."), again);
  said.scrollIntoView({ block: "nearest" });
}

if (form) {
  procedure.addEventListener("change", fit);
  for (const button of form.querySelectorAll("[data-add]")) onPress(button, trouble, () => add(button.dataset.add));
  onPress(form, trouble, bring);
  fit();
  try {
    const held = await heldKey();
    at("who").hidden = Boolean(held);
    at("bringing").hidden = !held;
  } catch (error) {
    trouble.replaceChildren(...fault(error));
  }
}
