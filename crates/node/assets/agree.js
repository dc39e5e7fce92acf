// Agreeing to the charter in force, for a member who swore to an older one. What signs is loaded for them alone: the
// charter is long, and most who read it are asked for nothing.
import { heldKey } from "./keyring.js";
import { request } from "./request.js";

const { base } = document.body.dataset;
const section = document.getElementById("agree");
const trouble = document.getElementById("trouble");
const said = document.getElementById("said");

/** Has the button sign; what is signed is what this page shows, or nothing. */
async function begin(held) {
  const { act, onPress, receiptWords, standing } = await import("./act.js");
  const { Refusal } = await import("./bytes.js");
  onPress(document.getElementById("agree-now"), trouble, async () => {
    const { charter, consent, now } = await standing(held.person);
    if (charter !== section.dataset.charter) {
      throw new Refusal("membership.other_charter", "The charter has changed since this page was loaded.", "MEM-6", "Load the page again and read the new one.");
    }
    const receipts = await act(held, [{ name: "charter.consent", with: { charter, replaces: consent } }], { now });
    if (!receipts) return;
    section.hidden = true;
    said.replaceChildren(...receiptWords(receipts[0], "You agreed to this charter."));
    said.scrollIntoView({ block: "nearest" });
  });
}

try {
  const held = await heldKey();
  const here = held && (await (await request(`${base}/api/v1/people/${held.person}`)).json());
  if (here?.needs_consent) {
    // What changed since the text that one agreed to, which may not be the one before.
    const row = [...document.querySelectorAll("[data-text]")].find(({ dataset }) => dataset.text === here.agreed);
    const link = document.getElementById("agree-since");
    if (row && link) link.href = row.lastElementChild.href;
    await begin(held);
    section.hidden = false;
  }
} catch (error) {
  trouble.replaceChildren(...(await import("./act.js")).fault(error));
} finally {
  document.documentElement.dataset.answered = "yes";
}
