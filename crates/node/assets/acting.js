// What a proposal, or another version of one, does: a form for each act, and the actions that they become.
import { request } from "./request.js";
import { Refusal, toHex, utf8 } from "./bytes.js";
import { at, inUnits } from "./forms.js";
import { sha256 } from "./hash.js";
import { personOf } from "./whom.js";
import { base, make, onPress, store } from "./act.js";

/** How each form becomes an action; `texts` gets what is public with it. `charter`: the hash of the one in force. */
const MAKE = {
  "charter.amend": async (fields, texts, charter) => {
    const text = fields.text.value;
    texts.push(await inShort(text));
    return { replaces: charter, text: await store(text) };
  },
  "membership.admit": async (fields) => ({ applicant: await personOf(fields.applicant.value) }),
  "offices.recall": (fields) => {
    const [office, holder] = fields.holder.value.split("/");
    return { holder, office };
  },
  "treasury.pay": async (fields, texts) => {
    const asset = fields.asset.value;
    const amount = inUnits(fields.amount.value, Number(fields.asset.selectedOptions[0].dataset.decimals));
    const memo = fields.memo.value.trim();
    texts.push(`${fields.amount.value} ${asset}${memo ? `, for: ${memo}` : ""}`);
    return { amount, asset, from: fields.from.value, memo: memo ? await store(memo) : undefined, to: await personOf(fields.to.value) };
  },
};

/** Says which rules a text changes, if it can be a charter. */
async function inShort(text) {
  const { faults, rules } = await compared(text);
  if (faults.length > 0) {
    const [{ code, line, message, next_step: next, rule }] = faults;
    throw new Refusal(code, `Line ${line} of the new charter: ${message}`, rule, next);
  }
  return `The new charter: ${rules.length === 0 ? "no rule changes, only words." : rules.join(" ")}`;
}

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

/** What an act says in some of its fields, however deep: name and value. */
const fieldsOf = (value) =>
  Object.entries(value ?? {}).flatMap(([name, inner]) => (typeof inner === "object" ? fieldsOf(inner) : [[name, inner]]));

/** Fields whose hash is of no text to be read here. */
const NO_TEXT = ["charter", "replaces", "root"];

/** The texts that an act names by their hashes. It comes from an address, which anybody may have written: they are
    read where they are public, and hashed here. */
async function textsOf({ name, with: fields }) {
  const said = [];
  for (const [field, hash] of fieldsOf(fields)) {
    if (NO_TEXT.includes(field) || !/^[0-9a-f]{64}$/.test(hash)) continue;
    const bytes = await request(`${base}/api/v1/records/${hash}`).then((answer) => answer.arrayBuffer(), () => null);
    if (!bytes) continue;
    if (toHex(await sha256(new Uint8Array(bytes))) !== hash) {
      throw new Refusal("page.record", "The server gave another text than this act names.", "", "Do not sign. Tell the operator.");
    }
    const text = new TextDecoder().decode(bytes);
    said.push(name === "charter.amend" ? await inShort(text) : text);
  }
  return said;
}

/** Adds an act that was written on its own page, in the words in which it is signed. */
async function adopt(action, acts) {
  const { tellerOf } = await import("./wording/needed.js");
  const { sentence, parts } = (await tellerOf([action], document.body.dataset.units))(action);
  const said = await textsOf(action);
  const told = make("div", {}, make("p", {}, sentence));
  if (parts.length > 0) told.append(make("ul", {}, ...parts.map((part) => make("li", {}, part))));
  for (const text of said) told.append(make("blockquote", {}, text));
  const remove = make("button", { className: "quiet small", type: "button" }, "Remove");
  const item = make("li", {}, told, remove);
  Object.assign(item, { written: { action, said } });
  item.dataset.name = action.name;
  remove.addEventListener("click", () => item.remove());
  acts.insertBefore(item, acts.querySelector("[data-name='charter.amend']"));
}

/** Adds the form of an act. */
async function add(name, { acts, charter, form, trouble }) {
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
    field.value = await (await request(`${base}/api/v1/records/${charter}`)).text();
    onPress(fields.querySelector("[data-compare]"), trouble, () => showCompared(fields.querySelector(".compared"), field.value));
  }
  // A change of the charter comes last.
  const last = acts.querySelector("[data-name='charter.amend']");
  if (last && name === "charter.amend") return;
  acts.insertBefore(item, last);
  fields.querySelector("input, textarea, select").focus();
  return fields.elements;
}

/** Has the buttons of a form add acts; `actions` reads them, `clear` takes them away. */
export function acting(form, trouble) {
  const acts = form.querySelector(".acts");
  const { charter } = form.dataset;
  for (const button of form.querySelectorAll("[data-add]")) {
    onPress(button, trouble, () => add(button.dataset.add, { acts, charter, form, trouble }));
  }
  return {
    add: (name) => add(name, { acts, charter, form, trouble }),
    adopt: (action) => adopt(action, acts),
    async actions(texts) {
      const actions = [];
      for (const { dataset, firstElementChild, written } of acts.children) {
        texts.push(...(written?.said ?? []));
        actions.push(written?.action ?? { name: dataset.name, with: await MAKE[dataset.name](firstElementChild.elements, texts, charter) });
      }
      return actions;
    },
    clear: () => acts.replaceChildren(),
  };
}
