// Breaches of the commandment: raising a claim, and ruling on one for which one was drawn.
import { heldKey } from "./keyring.js";
import { act, base, fault, onPress, painted, receiptWords, standing, store } from "./act.js";
import { request } from "./request.js";
import { personOf } from "./whom.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");
const said = at("said");
const rule = at("rule");

async function perform(words, action, texts) {
  const held = await heldKey();
  const { now } = await standing(held.person);
  const receipts = await act(held, [action], { now, texts });
  if (receipts !== null) said.replaceChildren(...receiptWords(receipts.at(-1), words));
  return receipts;
}

async function raise() {
  const office = at("accused").value;
  const accused = office ? { office } : { person: await personOf(at("member").value) };
  const since = Math.floor(Date.parse(`${at("since").value}T00:00:00Z`) / 1000);
  const evidence = [{ hash: await store(at("evidence").value) }];
  const text = await store(at("text").value);
  const { amount, asset } = at("put-down")?.checked ? at("put-down").dataset : {};
  const deposit = amount ? { deposit: { amount, asset } } : {};
  const action = { name: "breach.raise", with: { accused, ...deposit, evidence, since, text } };
  await perform("The claim is raised. Its page says what comes next.", action, [at("text").value]);
}

let held;
try {
  held = await heldKey();
  if (held && rule) {
    const claim = Number(rule.dataset.claim);
    const { panel } = await (await request(`${base}/api/v1/breaches/${claim}`)).json();
    rule.hidden = !panel.some(({ person, upholds }) => person === held.person && upholds === undefined);
    for (const [id, upholds] of [["uphold", true], ["dismiss", false]]) {
      const action = { name: "breach.rule", with: { claim, upholds } };
      onPress(at(id), trouble, async () => {
        rule.hidden = (await perform("Your ruling stands.", action)) !== null;
      });
    }
  }
  if (held && at("raise")) {
    at("raising").hidden = false;
    onPress(at("raise"), trouble, raise);
  }
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
