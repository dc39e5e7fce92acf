// Buttons that do one act each: the act stands in the button, is said in words, and is signed only then.
// What is for some alone is shown to them alone: `data-keyed` to whoever has a key in this browser, and of
// that `data-for` to the people it names, `data-not` to all but those, `data-may` to whoever the charter lets do one
// of the acts it names, `data-standing` to whoever is that here, as `full`.
import { heldKey } from "./keyring.js";
import { act, fault, onPress, painted, receiptWords, standing } from "./act.js";

const trouble = document.getElementById("trouble");
const said = document.getElementById("said");

async function reveal(held) {
  const [keyed, keyless] = ["[data-act], [data-keyed]", "[data-keyless]"].map((some) => document.querySelectorAll(some));
  for (const one of keyless) one.hidden = Boolean(held);
  if (!held) return;
  const isForSome = [...keyed].some((one) => one.dataset.may || one.dataset.standing);
  const here = isForSome ? await standing(held.person) : { may: [] };
  for (const one of keyed) {
    const { for: people, may, not, standing: kind } = one.dataset;
    const isFor = (!people || people.split(" ").includes(held.person)) && !not?.split(" ").includes(held.person);
    const isLet = !may || may.split(" ").some((power) => here.may.includes(power));
    one.hidden = !(isFor && isLet && (!kind || kind === here.standing));
  }
  document.body.dataset.revealed = "yes";
}

let held;
try {
  held = await heldKey();
  await reveal(held);
  for (const button of held ? document.querySelectorAll("[data-act]") : []) {
    onPress(button, trouble, async () => {
      const { now } = await standing(held.person);
      const receipts = await act(held, [JSON.parse(button.dataset.act)], { now });
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
