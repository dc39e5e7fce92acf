// On the page of who has applied: a member vouches, and who may, admits.
import { act, fault, onPress, painted, receiptWords, standing } from "./act.js";
import { heldKey } from "./keyring.js";

const at = (id) => document.getElementById(id);
const root = at("applicant");
const { person } = root.dataset;
const trouble = at("trouble");
let held;
let here;

/** Has the key do something about the applicant. */
const press = (id, name, words) =>
  onPress(at(id), trouble, async () => {
    here = await standing(held.person);
    const receipts = await act(held, [{ name, with: { applicant: person } }], { now: here.now });
    if (!receipts) return;
    at(id).hidden = true;
    at("said").replaceChildren(...receiptWords(receipts[0], words));
  });
press("vouch", "membership.vouch", "You vouch for this person.");
press("admit", "membership.admit", "This person is admitted; the oath is theirs to sign.");

try {
  held = await heldKey();
  here = held && (await standing(held.person));
  root.hidden = !here || held.person === person || !["full", "probation"].includes(here.standing);
  if (!root.hidden) at("admit").hidden = !here.may.includes("membership.admit");
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
