// Letting the person of this page vote for whoever holds the key of this browser.
import { heldKey } from "./keyring.js";
import { base, fault, painted } from "./act.js";
import { at, onForm, trouble } from "./forms.js";
import { request } from "./request.js";

const section = at("delegate");
const { person: delegate } = section.dataset;
const DAY_SECONDS = 86_400;

/** What whoever holds the key delegates, by topic. */
async function given(person) {
  const { given: all } = await (await request(`${base}/api/v1/people/${person}/delegates`)).json();
  return new Map(all.map((one) => [one.topic, one]));
}

onForm(at("delegating"), async (fields, { person, running }) => {
  const topic = fields.topic.value;
  const replaces = (await given(person)).get(topic)?.operation;
  const days = fields.days.value;
  const until = days ? running + Number(days) * DAY_SECONDS : undefined;
  return { name: "governance.delegate", with: { delegate, replaces, topic, until } };
});

let held;
try {
  held = await heldKey();
  section.hidden = !held || held.person === delegate;
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
