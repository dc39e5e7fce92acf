// Passports: shows one's own to whoever asks, and checks somebody's, offline once this page is loaded.
import { base, drawCode, fault, make, onPress, painted, society, standing } from "./act.js";
import { secure } from "./begin.js";
import { Refusal } from "./bytes.js";
import { heldKey, sessionSigner, signerOf } from "./keyring.js";
import { checkPassport, newNonce, passportParts, present, readPassport } from "./presentation.js";
import { request } from "./request.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");
const WORDS = { ended: "is no longer a member", full: "is a full member", none: "was never a member", probation: "is a member on probation" };
const when = (seconds) => `${new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;
let held;
let asked;

onPress(at("show"), trouble, async () => {
  const { keys: speak, name, now, number, person, standing: word } = await standing(held.person);
  const said = { audience: at("audience").value.trim(), nonce: at("nonce").value.trim() || newNonce(), person, society, time: now };
  const signer = (await sessionSigner(held, society, "present", now, async (key) => speak.some((grant) => grant.key === key))) ?? (await signerOf(held));
  const signed = await present(said, signer);
  const keys = `identity/person/${person},membership/member/${person}${name ? `,names/person/${person}` : ""}`;
  const proof = await (await request(`${base}/api/v1/proof?keys=${keys}`)).json();
  const passport = { ...signed, proof };
  const file = JSON.stringify(passport);
  at("shown-file").href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  const parts = await passportParts(passport);
  const places = parts.map((_, place) => make("figure", {}, make("div", { className: "code wide-code" }), make("figcaption", { className: "soft" }, `Code ${place + 1} of ${parts.length}`)));
  at("codes").replaceChildren(...places);
  for (const [place, part] of parts.entries()) await drawCode(places[place].firstChild, part, `Code ${place + 1} of ${parts.length} of the passport`);
  at("shown-to").textContent = said.audience;
  const what = `It says: ${name ? `${name} (${person})` : person} ${WORDS[word] ?? WORDS.none}${number ? `, number ${number}` : ""}.`;
  at("shown-words").textContent = `${what} It counts for ten minutes, from ${when(now)} on, and for nobody else.`;
  at("shown").hidden = false;
  at("shown-title").focus();
});

at("print").addEventListener("click", () => print());

onPress(at("ask"), trouble, async () => {
  asked = { audience: at("asker").value.trim(), nonce: newNonce(), society: at("asked-society").value.trim() };
  at("asked-nonce").textContent = asked.nonce;
  const link = `${location.origin}/s/${asked.society}/passport#ask=${asked.nonce}.${encodeURIComponent(asked.audience)}`;
  await drawCode(at("asked-code"), link, "Who asks, and the code, as a QR code");
  // Checking must not load anything any more when somebody stands at the door.
  await Promise.all([import("./proof.js"), import("./signature.js")]);
  at("asked").hidden = false;
  at("verdict").replaceChildren();
  at("camera").hidden = !("BarcodeDetector" in globalThis);
});

/** Says whether a passport holds, for who asked. */
async function verdict(text) {
  at("verdict").replaceChildren();
  try {
    const shown = await checkPassport(await readPassport(text), { ...asked, now: Math.floor(Date.now() / 1000) });
    at("verdict").replaceChildren(
      make("p", { className: "asked" }, make("strong", {}, "✓ It holds. "), `${shown.name ? `${shown.name} · ` : ""}${shown.card ? `Member ${shown.card} ` : "This person "}${WORDS[shown.standing]}.`),
      make("p", { className: "id" }, shown.person),
      make("p", {}, `So it was as of ${when(shown.stateOf)}; what happened since, only the society's log says. Shown to you at ${when(shown.time)}. ${shown.strength}`),
    );
  } catch (error) {
    at("verdict").replaceChildren(make("p", { className: "asked differs" }, "✗ It does not hold."), ...fault(error));
  }
}
onPress(at("check"), trouble, async () => {
  const [file] = at("given-file").files;
  const text = file ? await file.text() : at("given").value;
  if (!text.trim()) throw new Refusal("passport.form", "There is nothing to check yet.", "PER-12", "Scan their codes, or take the file.");
  await verdict(text);
});
onPress(at("camera"), trouble, async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const video = at("seen");
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  const parts = new Set();
  const look = async () => {
    for (const { rawValue } of await detector.detect(video)) if (rawValue.startsWith("polity-passport:")) parts.add(rawValue);
    const [first] = parts;
    if (!first || parts.size < Number(first.split(/[/:]/)[2])) return requestAnimationFrame(look);
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
    at("given").value = [...parts].join("\n");
    return verdict(at("given").value);
  };
  await look();
});

try {
  secure();
  at("passports").hidden = false;
  held = await heldKey();
  at("showing").hidden = !held;
  addEventListener("hashchange", () => location.hash.startsWith("#ask=") && location.reload());
  const asks = /^#ask=([A-Za-z0-9_-]{11,43})\.(.+)$/.exec(location.hash);
  if (asks) {
    at("nonce").value = asks[1];
    at("audience").value = decodeURIComponent(asks[2]);
    if (!held) throw new Refusal("page.no_key", "This browser holds no key of yours.", "PER-11", "Open the link with the device on which your key is.");
  }
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
