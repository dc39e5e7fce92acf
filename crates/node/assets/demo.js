// The switch of a demonstration: keeps the key of somebody made up, in the place of the one before.
import { base, fault, onPress, painted } from "./act.js";
import { secure } from "./begin.js";
import { Refusal, fromBase64url } from "./bytes.js";
import { ed25519FromSecret } from "./ed25519.js";
import { dropKey, heldKey, holdKey } from "./keyring.js";
import { request } from "./request.js";

const trouble = document.getElementById("trouble");

/** Takes the place of somebody; a key that is not of the demonstration is never touched. */
async function lookAs(id) {
  secure();
  const held = await heldKey();
  if (held && !held.demonstration) {
    throw new Refusal(
      "page.own_key",
      "This browser keeps a key here that is not one of the demonstration's.",
      "",
      "Open the demonstration in a private window, or take the key out on the page Me.",
    );
  }
  if (id !== "visitor") {
    const { inception, person, secret } = await (await request(`${base}/demo/roles/${id}`)).json();
    const pair = await ed25519FromSecret(fromBase64url(secret));
    if (held) await dropKey(held);
    await holdKey({ backup: "file", demonstration: true, inception, kind: "browser", pair, person });
  } else if (held) {
    await dropKey(held);
  }
  painted(id !== "visitor");
  document.cookie = `polity-look=${id}; path=/; SameSite=Strict`;
  location.assign(`${base}/`);
}

for (const button of document.querySelectorAll("[data-role]")) {
  onPress(button, trouble, () => lookAs(button.dataset.role).catch((error) => trouble.replaceChildren(...fault(error))));
}
