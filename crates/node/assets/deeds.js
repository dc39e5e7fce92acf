// Buttons that do one act each: the act stands in the button, is said in words, and is signed only then.
// What is for some alone is shown to them alone: `data-keyed` to whoever has a key in this browser, and of
// that `data-for` to the people it names, `data-not` to all but those, `data-may` to whoever the charter lets do one
// of the acts it names, `data-standing` to whoever is that here, as `full`. What nobody does alone and a decision
// can do is shown to whoever may propose it, and goes into a proposal; of the rest `data-why` says why not.
import { heldKey } from "./keyring.js";
import { act, base, carry, fault, make, onPress, painted, receiptWords, standing } from "./act.js";

const trouble = document.getElementById("trouble");
const said = document.getElementById("said");

/** Has what is written in a form, or stands in a button, go into a proposal. */
function toPropose(one) {
  const form = one.matches("details") && one.querySelector("form");
  const button = one.matches("button") ? one : form && form.querySelector("button:not([type])");
  if (!button) return;
  one.dataset.carried = "yes";
  button.textContent = form ? "Put it into a proposal" : `Propose: ${button.textContent}`;
  if (form) form.prepend(make("p", { className: "soft" }, "This takes a decision of the members: what you write here goes into a proposal."));
}

/** Says why the rest of the page is not for whoever reads it, once they ask. */
function explain(refused, person) {
  const place = document.querySelector("[data-why]");
  if (!place || refused.size === 0) return;
  place.hidden = false;
  place.addEventListener("toggle", async () => {
    if (place.querySelector("li")) return;
    const { refused: all = [] } = await standing(person, undefined, base, [...refused]);
    const rows = all.map(({ does, message, next_step: next }) => make("li", {}, make("strong", {}, does), `: ${message} ${next}`));
    place.querySelector("ul").replaceChildren(...rows);
  });
}

async function reveal(held) {
  const [keyed, keyless] = ["[data-act], [data-keyed]", "[data-keyless]"].map((some) => document.querySelectorAll(some));
  for (const one of keyless) one.hidden = Boolean(held);
  if (!held) return;
  const isForSome = [...keyed].some((one) => one.dataset.may || one.dataset.standing);
  const here = isForSome ? await standing(held.person) : { carried: [], may: [] };
  const carried = here.may.includes("governance.propose") ? here.carried : [];
  const refused = new Set();
  for (const one of keyed) {
    const { for: people, may, not, standing: kind } = one.dataset;
    const powers = may ? may.split(" ") : [];
    const isFor = (!people || people.split(" ").includes(held.person)) && !not?.split(" ").includes(held.person);
    const isLet = powers.length === 0 || powers.some((power) => here.may.includes(power));
    // What nobody does alone just now goes into a proposal whoever writes it.
    const isCarried = (!isLet || "carriedOnly" in one.dataset) && powers.some((power) => carried.includes(power));
    one.hidden = !(isFor && (("carriedOnly" in one.dataset ? false : isLet) || isCarried) && (!kind || kind === here.standing));
    if (isCarried && !one.hidden) toPropose(one);
    for (const power of powers) if (!here.may.includes(power)) refused.add(power);
  }
  explain(refused, held.person);
  document.body.dataset.revealed = "yes";
}

let held;
try {
  held = await heldKey();
  await reveal(held);
  for (const button of held ? document.querySelectorAll("[data-act]") : []) {
    onPress(button, trouble, async () => {
      const action = JSON.parse(button.dataset.act);
      if (button.dataset.carried) return carry(action);
      const { now } = await standing(held.person);
      const receipts = await act(held, [action], { now });
      if (!receipts) return;
      button.hidden = true;
      said.replaceChildren(...receiptWords(receipts[0], "It is in the log."));
      said.scrollIntoView({ block: "nearest" });
    });
  }
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
