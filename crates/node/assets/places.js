// Places: somebody comes to live at one, says so again, goes, and vouches for others; a place is opened, and what
// shows its land is named.
import { heldKey } from "./keyring.js";
import { act, base, fault, make, onPress, painted, receiptWords, standing, store } from "./act.js";
import { at, filled, onForm, trouble } from "./forms.js";
import { request } from "./request.js";
import { when } from "./wording/tell.js";

const said = at("said");
const mine = at("mine");
const place = mine?.dataset.place;
let held;

/** Shows what one is here, and what may be done about it. */
async function refresh() {
  held = await heldKey();
  if (!held || !mine) return;
  const [here, answer] = await Promise.all([standing(held.person), request(`${base}/api/v1/places?person=${held.person}`)]);
  const { mine: own } = await answer.json();
  const isHere = own?.place === place;
  const state = !own ? "none" : !isHere ? "elsewhere" : own.is_confirmed ? "resident" : "claim";
  mine.hidden = !["full", "probation"].includes(here.standing) && !own;
  for (const part of mine.querySelectorAll("[data-mine]")) part.hidden = !part.dataset.mine.split(" ").includes(state);
  if (state === "elsewhere") at("elsewhere").href = `${base}/places/${own.place}`;
  for (const time of mine.querySelectorAll(".until")) time.textContent = own?.until ? when(own.until) : "";
  for (const span of mine.querySelectorAll(".ends")) span.hidden = !own?.until;
  for (const span of mine.querySelectorAll(".votes-from")) span.hidden = !own?.votes_from;
  for (const time of mine.querySelectorAll(".from")) time.textContent = own?.votes_from ? when(own.votes_from) : "";
  for (const button of document.querySelectorAll("[data-vouch]")) {
    const { person } = JSON.parse(button.dataset.vouch).with;
    button.hidden = !(isHere && own.is_voter) || person === held.person;
  }
}

/** Has the key do something, and says that it is done. */
async function perform(action) {
  const { now } = await standing(held.person);
  const receipts = await act(held, [action], { now });
  if (!receipts) return;
  await refresh();
  const again = make("a", { href: location.pathname }, "Show the page as it is now");
  said.replaceChildren(...receiptWords(receipts[0], "It is in the log."), again);
  said.scrollIntoView({ block: "nearest" });
}

for (const button of document.querySelectorAll("[data-own]")) {
  onPress(button, trouble, () => perform({ name: button.dataset.own, with: { place } }));
}
for (const button of document.querySelectorAll("[data-vouch]")) {
  onPress(button, trouble, async () => {
    await perform(JSON.parse(button.dataset.vouch));
    button.hidden = true;
  });
}

/** Makes what shows the land a public text, and has it shown before the signature. */
async function shown({ evidence }, texts) {
  const text = filled(evidence);
  if (text) texts.push(text);
  return text && (await store(text));
}

onForm(at("open-place"), async (fields, { texts }) => ({
  name: "places.open",
  with: {
    country: filled(fields.country),
    evidence: await shown(fields, texts),
    kind: fields.kind.value,
    land: Number(fields.land.value),
    place: fields.place.value.trim(),
    title: fields.title.value.trim(),
  },
}));

onForm(at("attest-place"), async (fields, { texts }) => ({
  name: "places.attest",
  with: { evidence: await shown(fields, texts), land: Number(fields.land.value), place },
}));

try {
  await refresh();
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
