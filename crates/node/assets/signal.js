// Standing questions: a stance is taken, changed and taken back; a question is asked and withdrawn.
import { heldKey } from "./keyring.js";
import { act, base, fault, make, onPress, painted, receiptWords, standing } from "./act.js";
import { request } from "./request.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");
const said = at("said");
const forms = [...document.querySelectorAll("form.stance")];
let held;

/** What the key's person may do here, and has done, by question. */
async function mine() {
  const answer = await request(`${base}/api/v1/signals?person=${held.person}`);
  const { open } = await answer.json();
  return new Map(open.map((signal) => [signal.number, signal.mine ?? {}]));
}

const same = (button, stance) => stance !== undefined && button.value === String(stance.points ?? stance);

/** Shows what may be done, and which stance one has. */
async function refresh() {
  held = await heldKey();
  at("who").hidden = Boolean(held);
  if (!held) return;
  const known = await mine();
  for (const form of forms) {
    const { is_asker: isAsker, is_eligible: isEligible, stance } = known.get(Number(form.dataset.signal)) ?? {};
    form.hidden = !isEligible;
    for (const button of form.querySelectorAll("button[value]")) {
      button.setAttribute("aria-pressed", String(same(button, stance)));
    }
    form.querySelector(".back").hidden = stance === undefined;
    const withdraw = document.querySelector(`button.withdraw[data-signal="${form.dataset.signal}"]`);
    if (withdraw) withdraw.hidden = !isAsker;
  }
  if (at("ask")) at("asking").hidden = false;
}

/** Has the key do something, and says that it is done. */
async function perform(words, action) {
  const { now } = await standing(held.person);
  const receipts = await act(held, [action], { now });
  if (!receipts) return;
  await refresh();
  const again = make("a", { href: location.pathname }, "Show the page as it is now");
  said.replaceChildren(...receiptWords(receipts[0], words), again);
  said.scrollIntoView({ block: "nearest" });
}

for (const form of forms) {
  const signal = Number(form.dataset.signal);
  let pressed = "";
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) pressed = button.value;
  });
  onPress(form, trouble, async () => {
    // Another device may have changed it since.
    const { operation } = (await mine()).get(signal) ?? {};
    const points = Number(pressed);
    const stance = pressed === "" ? undefined : points ? { points } : pressed;
    const words = stance === undefined ? "Your stance is taken back." : "Your stance counts.";
    await perform(words, { name: "signals.stand", with: { replaces: operation, signal, stance } });
  });
}
for (const button of document.querySelectorAll("button.withdraw")) {
  const signal = Number(button.dataset.signal);
  onPress(button, trouble, () => perform("The question is withdrawn.", { name: "signals.withdraw", with: { signal } }));
}
if (at("ask")) {
  onPress(at("ask"), trouble, async () => {
    const question = at("question").value.trim();
    await perform("Your question is open.", { name: "signals.ask", with: { kind: at("kind").value, question } });
  });
}

try {
  await refresh();
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
