// Beginning with a key: makes it, and does not go on before a key that no web address binds is saved, or
// its absence is confirmed in words.
import { fault, onPress } from "./act.js";
import { Refusal } from "./bytes.js";
import { dropKey, heldKey, noteKey } from "./keyring.js";

const at = (id) => document.getElementById(id);

/** Shows the sections for some states. */
export function show(...states) {
  for (const section of document.querySelectorAll("[data-when]")) {
    section.hidden = !section.dataset.when.split(" ").some((state) => states.includes(state));
  }
}

/** The step that is missing before one can go on with a key: `none`, `unsaved` or nothing. */
export const missing = (held) => (!held ? "none" : held.backup ? null : "unsaved");

/** Whether a page at this address can hold a key at all. */
export function secure() {
  if (globalThis.crypto?.subtle) return;
  throw new Refusal("sdk.not_secure", "A page at this address cannot hold a key.", "", "Open the pages over https, or at http://localhost on the machine itself.");
}

/** The origin of what a machine itself serves. Listed without a port, it stands for every port (CHA-37). */
export const OWN = "http://localhost";

/** Whether an origin that a society lists for its passkeys is that of this page. */
export const isHere = (origin) => origin === location.origin || (origin === OWN && `${location.protocol}//${location.hostname}` === OWN);

/** Offers what this browser can keep a key with. `rpId`: where passkeys work; undefined: they do not. */
export function offer(rpId) {
  const canPasskey = Boolean(rpId && globalThis.PublicKeyCredential);
  at("make-passkey").hidden = !canPasskey;
  at("make-browser").classList.toggle("quiet", canPasskey);
  at("no-passkey").hidden = canPasskey;
  at("make-wallet").hidden = at("has-wallet").hidden = !globalThis.ethereum;
  show("none");
}

/** Shows a file that is shown once; goes on when it is saved. */
export function save(paper, done) {
  const url = URL.createObjectURL(new Blob([paper], { type: "application/json" }));
  at("paper-file").href = url;
  at("paper-done").disabled = true;
  at("paper-file").onclick = () => (at("paper-done").disabled = false);
  show("paper");
  at("paper-title").scrollIntoView();
  at("paper-done").onclick = () => {
    URL.revokeObjectURL(url);
    done();
  };
}

/** Sets the step up. `rp`: tells identifier and name of the relying party; `ready`: what comes next. */
export function beginning({ ready, rp, trouble }) {
  const radios = [at("paper"), at("no-paper")];
  for (const radio of radios) radio.addEventListener("change", () => (at("without").hidden = at("paper").checked));

  async function begin(make) {
    const paper = at("paper").checked;
    const [typed, asked] = [at("without-words").value, at("without-asked").textContent];
    if (!paper && typed.trim().toLowerCase().replace(/\.$/, "") !== asked.toLowerCase()) {
      throw new Refusal("page.no_backup", "You would have one key, and lose all with it.", "", `Type “${asked}”, or take a second key as a file.`);
    }
    const begun = await make(await import("./beginning.js"), paper);
    const saved = async (backup) => {
      await noteKey(begun.held, { backup });
      await ready();
    };
    const save_ = () => saved("file").catch((error) => trouble.replaceChildren(...fault(error)));
    return begun.paper ? save(begun.paper, save_) : saved(begun.held.backup ?? "none");
  }

  const press = (id, make) => onPress(at(id), trouble, () => begin(make));
  press("make-browser", (kinds, paper) => kinds.newBrowserPerson({ paper }));
  press("make-wallet", (kinds, paper) => kinds.newWalletPerson({ paper }));
  press("make-passkey", (kinds, paper) => {
    const { id, name } = rp();
    return kinds.newPasskeyPerson({ name: `Me in ${name}`, paper, rpId: id, rpName: name });
  });
  onPress(at("begin-anew"), trouble, async () => {
    // Another tab may have begun since: what is kept as a file is not thrown away here.
    const kept = await heldKey();
    if (missing(kept) === "unsaved") await dropKey(kept);
    await ready();
  });
}

export { heldKey };
