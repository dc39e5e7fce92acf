// Letters by e-mail: asks for them, shows what is kept, and ends them, each by a signed request that goes to
// this server alone.
import { base, fault, onPress, painted, society, speaksFor, standing } from "./act.js";
import { Refusal } from "./bytes.js";
import { canonical } from "./canonical.js";
import { secure } from "./begin.js";
import { heldKey, sessionSigner, signerOf } from "./keyring.js";
import { signMail } from "./mail.js";
import { request } from "./request.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");
let held;

const WORDS = {
  confirmed: ({ address }) => `Letters go to ${address}.`,
  none: () => "Nothing is kept about you, and no letters are sent.",
  unconfirmed: ({ address }) => `A letter is on its way to ${address}. Open the link in it within two days.`,
};

/** Has the server do something about one's letters, and says what is kept then. */
async function send(asked) {
  const { now } = await standing(held.person);
  const signer = (await sessionSigner(held, society, "present", now, speaksFor(held.person))) ?? (await signerOf(held));
  const signed = await signMail({ ...asked, person: held.person, society, time: now }, signer);
  const headers = { "content-type": "application/json" };
  const kept = await (await request(`${base}/api/v1/mail`, { body: canonical(signed), headers, method: "POST" })).json();
  at("kept").textContent = WORDS[kept.state](kept);
}

try {
  secure();
  held = await heldKey();
  if (!held) throw new Refusal("page.no_key", "This browser holds no key of yours.", "MAI-1", "Open this page with the device on which your key is.");
  at("mail").hidden = false;
  const form = at("ask");
  if (form) onPress(form, trouble, () => send({ act: "ask", address: at("address").value.trim(), language: at("language").value }));
  onPress(at("show"), trouble, () => send({ act: "show" }));
  onPress(at("stop"), trouble, () => send({ act: "stop" }));
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
