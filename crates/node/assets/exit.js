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

/** Shows a part of the share, with what is chosen. */
const look = (part) => {
  const query = new URLSearchParams({ against: ticked().join(","), part });
  if (breaches.length > 0) query.set("breach", breaches.join(","));
  if (root.dataset.assets) query.set("assets", root.dataset.assets);
  location.search = query.toString();
};

opposed?.addEventListener("change", () => look(root.dataset.part));

/** The breaches whose values before are shown. */
const breaches = (new URLSearchParams(location.search).get("breach") ?? "")
  .split(",")
  .map(Number)
  .filter((number) => number > 0);

/** The least that is to be paid, or it is refused: of what is shown. */
const atLeast = (told) => (told.length > 0 ? told : undefined);
const shownOf = { part: root.dataset.least, whole: root.dataset.leastWhole };

const named = (of) => ({
  against: ticked().length > 0 ? against() : undefined,
  assets: root.dataset.assets?.split(","),
  breaches: breaches.length > 0 ? breaches : undefined,
  least: atLeast(JSON.parse(shownOf[of])),
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
    perform("You have left, with your share.", { name: "exit.leave", with: named("whole") }),
  );
}
onPress(at("take"), trouble, () => {
  const percent = at("percent").value;
  // What is signed is what is shown: another part is shown first.
  if (percent !== root.dataset.part) {
    look(percent);
    return undefined;
  }
  const part = Number(percent) * PERCENT;
  return perform("It is in your account.", { name: "exit.take", with: { ...named("part"), part } });
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
