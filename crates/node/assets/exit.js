// Leaving with one's share: shows the share against what is ticked, and signs for whoever this is.
import { heldKey } from "./keyring.js";
import { act, fault, onPress, painted, receiptWords, standing } from "./act.js";

const at = (id) => document.getElementById(id);
const root = at("exit");
const { person } = root.dataset;
const trouble = at("trouble");
const said = at("said");
const opposed = at("opposed");
/** Millionths of a share in one per cent. */
const PERCENT = 10_000;

const ticked = () =>
  [...(opposed?.querySelectorAll("input:checked") ?? [])].map(({ value }) => value);

/** What is ticked, as it is signed. */
const against = () =>
  ticked().map((id) => {
    const [kind, number] = id.split("-");
    return { kind, number: Number(number) };
  });

opposed?.addEventListener("change", () => {
  const query = new URLSearchParams({ against: ticked().join(","), part: root.dataset.part });
  if (breaches.length > 0) query.set("breach", breaches.join(","));
  location.search = query.toString();
});

/** The breaches whose values before are shown. */
const breaches = (new URLSearchParams(location.search).get("breach") ?? "")
  .split(",")
  .map(Number)
  .filter((number) => number > 0);

const named = () => ({
  against: ticked().length > 0 ? against() : undefined,
  breaches: breaches.length > 0 ? breaches : undefined,
});

async function perform(words, action) {
  const held = await heldKey();
  const { now } = await standing(person);
  const receipts = await act(held, [action], { now });
  if (receipts === null) return;
  said.replaceChildren(...receiptWords(receipts.at(-1), words));
  root.hidden = true;
}

if (at("leave-with")) {
  onPress(at("leave-with"), trouble, () =>
    perform("You have left, with your share.", { name: "exit.leave", with: named() }),
  );
}
onPress(at("take"), trouble, () => {
  const part = Number(at("percent").value) * PERCENT;
  return perform("It is in your account.", { name: "exit.take", with: { ...named(), part } });
});

let held;
try {
  held = await heldKey();
  root.hidden = held?.person !== person;
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
