// On the page of panels: committing to a secret and revealing it, bringing the round of a beacon, taking a seat
// with a code, publishing a list. A secret is kept by this browser until it is revealed, and can be saved.
import { act, fault, make, onPress, receiptWords, society, standing } from "./act.js";
import { Refusal, fromBase64url, fromHex, toBase64url, toHex, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { filled, onForm, trouble } from "./forms.js";
import { sha256 } from "./hash.js";
import { heldKey } from "./keyring.js";

const SECRET_BYTES = 32;
const said = document.getElementById("said");

/** Where this browser keeps the secret of one try of one draw. */
const placeOf = ({ attempt, sitting }) => `polity-secret/${society}/${sitting}/${attempt}`;

/** A link that saves a text as a file. */
const saved = (name, text, label) =>
  make("a", { className: "button quiet", download: name, href: URL.createObjectURL(new Blob([text], { type: "text/plain" })) }, label);

/** Offers to save the secret that this browser keeps, if it does. */
function offerFile(section) {
  const { attempt, sitting } = section.dataset;
  const secret = localStorage.getItem(placeOf(section.dataset));
  if (!secret) return;
  const text = `${JSON.stringify({ attempt: Number(attempt), secret, sitting: Number(sitting), society })}\n`;
  section.querySelector(".save").replaceChildren(saved(`polity-secret-${sitting}.json`, text, section.dataset.save));
  section.querySelector(".kept").hidden = false;
}

async function commit(section, held) {
  const [sitting, attempt] = [Number(section.dataset.sitting), Number(section.dataset.attempt)];
  const place = placeOf(section.dataset);
  // Kept before it is signed: what is committed to and lost cannot be revealed.
  const secret = localStorage.getItem(place) ?? toBase64url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
  localStorage.setItem(place, secret);
  const hash = toHex(await sha256(utf8(`polity/panel-secret/v1\n${canonical({ attempt, person: held.person, secret, sitting })}`)));
  const { now } = await standing(held.person);
  const receipts = await act(held, [{ name: "panels.commit", with: { hash, sitting } }], { now });
  if (!receipts) return;
  section.querySelector(".do").hidden = true;
  offerFile(section);
  said.replaceChildren(...receiptWords(receipts[0], "You have committed. Save the secret: it is revealed later."));
}

/** The secret that is in a file, as this page or a terminal saved it; else that which this browser keeps. */
async function secretOf({ dataset }, file) {
  const written = file ? (await file.text()).trim() : localStorage.getItem(placeOf(dataset));
  if (!written) throw new Refusal("page.secret", "This browser does not have the secret.", "PAN-5", "Choose the file in which you saved it.");
  const secret = written.startsWith("{") ? JSON.parse(written).secret : written;
  if (fromBase64url(secret)?.length !== SECRET_BYTES) throw new Refusal("page.secret", "This file holds no secret.", "PAN-5", "Choose the file in which you saved it.");
  return secret;
}

for (const section of document.querySelectorAll("[data-secrets]")) {
  const sitting = Number(section.dataset.sitting);
  const button = section.querySelector("button.commit");
  if (button) onPress(button, trouble, async () => commit(section, await heldKey()));
  onForm(section.querySelector("form"), async ({ file }) => ({ name: "panels.reveal", with: { secret: await secretOf(section, file.files[0]), sitting } }), () => {
    localStorage.removeItem(placeOf(section.dataset));
    section.querySelector(".do").hidden = true;
    section.querySelector(".kept").hidden = true;
    return [];
  });
  try {
    offerFile(section);
  } catch (error) {
    trouble.replaceChildren(...fault(error));
  }
}

for (const form of document.querySelectorAll("form.bringing")) {
  onForm(
    form,
    ({ round, signature, sitting }) => {
      const bytes = fromHex(signature.value.trim().toLowerCase());
      if (!bytes) throw new Refusal("page.hex", "The signature is not hex.", "PAN-3", "Copy it as the beacon gives it.");
      return { name: "panels.submit_beacon", with: { round: Number(round.value), signature: toBase64url(bytes), sitting: Number(sitting.value) } };
    },
    undefined,
    { isOpen: true },
  );
}

for (const form of document.querySelectorAll("form.claiming")) {
  onForm(
    form,
    async ({ code, list, sitting }, { person }) => {
      const { claimOf, listOf } = await import("./hosts.js");
      const number = Number(sitting.value);
      return { name: "panels.claim", with: { proof: await claimOf(code.value, await listOf(list.files[0]), { person, sitting: number }), sitting: number } };
    },
    undefined,
    { isOpen: true },
  );
}

for (const form of document.querySelectorAll("form.publishing")) {
  let made;
  const { count, list, panel } = form.elements;
  onPress(form.querySelector("button.make"), trouble, async () => {
    const { makeList } = await import("./hosts.js");
    const { codes, commitments } = await makeList(Number(count.value));
    made = commitments;
    const { saveCodes, saveList } = form.dataset;
    const links = [saved(`codes-${panel.value}.txt`, codes, saveCodes), " ", saved(`list-${panel.value}.json`, JSON.stringify({ commitments }), saveList)];
    form.querySelector(".save").replaceChildren(...links);
    form.querySelector(".made").hidden = false;
    list.required = false;
  });
  onForm(form, async () => {
    const { listOf, rootOf } = await import("./hosts.js");
    const commitments = list.files[0] ? await listOf(list.files[0]) : made;
    if (!commitments) throw new Refusal("page.list", "There is no list yet.", "PAN-8", "Make codes and list first, or choose a list.");
    return { name: "panels.publish_list", with: { count: commitments.length, panel: panel.value, root: await rootOf(commitments) } };
  });
}
