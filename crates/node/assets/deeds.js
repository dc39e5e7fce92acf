// Buttons that do one act each: the act stands in the button, is said in words, and is signed only then.
import { heldKey } from "./keyring.js";
import { act, fault, onPress, receiptWords, standing } from "./act.js";

const trouble = document.getElementById("trouble");
const said = document.getElementById("said");

try {
  const held = await heldKey();
  for (const button of held ? document.querySelectorAll("[data-act]") : []) {
    if (button.dataset.for && button.dataset.for !== held.person) continue;
    button.hidden = false;
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
}
