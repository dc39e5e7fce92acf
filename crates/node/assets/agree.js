// Agreeing to the charter in force, for a member who swore to an older one.
import { heldKey } from "./keyring.js";
import { Refusal } from "./bytes.js";
import { act, fault, onPress, painted, receiptWords, standing } from "./act.js";

const section = document.getElementById("agree");
const trouble = document.getElementById("trouble");
const said = document.getElementById("said");

let held;
try {
  held = await heldKey();
  const here = held && (await standing(held.person));
  section.hidden = !here?.needs_consent;
  // What changed since the text that one agreed to, which may not be the one before.
  const row = [...document.querySelectorAll("[data-text]")].find(({ dataset }) => dataset.text === here?.agreed);
  const link = document.getElementById("agree-since");
  if (!section.hidden && row && link) link.href = row.lastElementChild.href;
  onPress(document.getElementById("agree-now"), trouble, async () => {
    const { charter, consent, now } = await standing(held.person);
    // What is signed is what this page shows, or nothing.
    if (charter !== section.dataset.charter) {
      throw new Refusal("membership.other_charter", "The charter has changed since this page was loaded.", "MEM-6", "Load the page again and read the new one.");
    }
    const receipts = await act(held, [{ name: "charter.consent", with: { charter, replaces: consent } }], { now });
    if (!receipts) return;
    section.hidden = true;
    said.replaceChildren(...receiptWords(receipts[0], "You agreed to this charter."));
    said.scrollIntoView({ block: "nearest" });
  });
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
