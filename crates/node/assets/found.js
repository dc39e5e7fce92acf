// First start: a charter, its first answers, a key, a signature, and there is a society.
import { fault, make, onPress, painted } from "./act.js";
import { OWN, beginning, heldKey, isHere, missing, offer, secure, show } from "./begin.js";
import { Refusal, toHex, utf8 } from "./bytes.js";
import { request } from "./request.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");

/** What is asked, in this order, of what a charter says in a span of code. */
const QUESTIONS = [
  ["society.name", "What is it called?", ""],
  ["society.commandment", "The one thing that all of you hold to", "One sentence. Everything else may change; this is why one joins."],
  ["admission.application", "Who may ask to join?", "", { invite: "Whom a member invited", open: "Anyone" }],
  ["admission.vouches", "How many members must vouch for somebody?", "0 to 10. You admit the first ones yourself, where the charter says so."],
  ["admission.probation", "How long is one on probation?", "Such as 14 days; none if there is none."],
  ["dues.amount", "What does each give?", "An amount and what it is counted in."],
  ["dues.every", "How often?", "", { month: "Every month", quarter: "Every quarter", week: "Every week", year: "Every year" }],
  ["society.accent", "In which colour?", "", { brick: "Brick", ink: "Ink", moss: "Moss", ochre: "Ochre", pine: "Pine", plum: "Plum", rose: "Rose", sea: "Sea" }],
  ["society.emblem", "Under which sign?", "", { book: "A book", bridge: "A bridge", compass: "A compass", house: "A house", key: "A key", lantern: "A lantern", leaf: "A leaf", star: "A star", sun: "The sun", table: "A table", tree: "A tree", wave: "A wave" }],
];
const QUESTIONS_MAX = 9;

/** The text as chosen, with the answers in it, and what the server makes of it. */
let chosen = "";
let read;
let held;
/** The fork from which the society descends, with its proof, if papers of one were brought. */
let origin = null;

const spanOf = (name) => new RegExp(`\`(${name.replace(".", "\\.")} *= *)("([^"\\\\\`]*)"|(\\d+))\``);
/** Shows one step, from its beginning. */
const step = (name) => {
  for (const part of document.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== name;
  trouble.replaceChildren();
  const title = document.querySelector(`[data-step=${name}] h2`);
  title?.setAttribute("tabindex", "-1");
  title?.focus();
};

/** Shows the questions that a charter has an answer to. */
function ask(text) {
  const asked = QUESTIONS.filter(([name]) => spanOf(name).test(text)).slice(0, QUESTIONS_MAX);
  const rows = asked.map(([name, words, hint, choices]) => {
    const [, , , quoted, digits] = spanOf(name).exec(text);
    const value = quoted ?? digits;
    const id = `answer-${name.replace(".", "-")}`;
    const kind = choices ? "select" : name === "society.commandment" ? "textarea" : "input";
    const field = make(kind, { id, name, required: true });
    if (choices) field.append(...Object.entries(choices).map(([one, said]) => make("option", { value: one }, said)));
    if (kind !== "select") field.maxLength = name === "society.commandment" ? 200 : 60;
    if (digits) Object.assign(field, { max: 100, min: 0, type: "number" });
    field.value = value;
    if (!hint) return make("p", {}, make("label", { htmlFor: id }, words), field);
    const said = make("span", { className: "soft", id: `${id}-hint` }, hint);
    field.setAttribute("aria-describedby", said.id);
    return make("p", {}, make("label", { htmlFor: id }, words), field, said);
  });
  at("questions").replaceChildren(...rows);
}

/** What a charter says in English, by what a founder who writes Persian writes for it. */
const IN_CHARTERS = { بدون: "none", درصد: "%", دقیقه: "minutes", روز: "days", ساعت: "hours", سال: "years", ماه: "months", هفته: "weeks", هیچ: "none", یورو: "EUR" };

/** An answer in the digits and words of a charter. */
const inCharter = (plain) =>
  plain
    .replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) & 15))
    .replace("٫", ".")
    .replace(/ ?٪/, "%")
    .replace(/[\u0600-\u06ff]+/g, (word) => IN_CHARTERS[word] ?? word)
    .replace(/ %$/, "%")
    .replace(/^1 (\w+)s$/, "1 $1");

/** Puts the answers where the charter says them. */
function answered() {
  let text = chosen;
  for (const { name, type, value } of at("questions").querySelectorAll("input, select, textarea")) {
    const written = value.trim().replace(/\s+/g, " ");
    // A name and a commandment stay as they are in whatever language.
    const plain = ["society.name", "society.commandment"].includes(name) ? written : inCharter(written);
    if (/["\\`]/.test(plain)) {
      throw new Refusal("page.answer", `An answer holds a sign that a charter cannot quote: ${plain}`, "CHA-7", "Leave out \" and \\ and `; “these” are fine.");
    }
    const said = type === "number" ? String(Number(plain)) : `"${plain}"`;
    text = text.replace(spanOf(name), (_, begin) => `\`${begin}${said}\``);
    if (name === "society.name") text = text.replace(/^# .*$/m, () => `# Charter of ${plain.replace(/^The /, "the ")}`);
  }
  return text;
}

/** Shows the text, what it says in code marked. */
function law(text) {
  const parts = text.split(/(`[a-z_]+\.[a-z_]+ *= *[^`]*`)/);
  at("law").replaceChildren(...parts.map((part, place) => (place % 2 ? make("mark", {}, part.slice(1, -1)) : part)));
}

/** Has the server read a text, and shows what it is. */
async function reading(text) {
  const body = JSON.stringify({ charter: text, code: at("code").value });
  const headers = { "content-type": "application/json" };
  read = { ...(await (await request("/found/read", { body, headers, method: "POST" })).json()), text };
  law(text);
  at("text").value = text;
  const faults = read.faults.map(({ line, message, next_step }) => make("li", {}, `Line ${line}: ${message} ${next_step}`));
  const rules = read.sections.flatMap(({ statements, title }) => [
    make("h4", {}, title),
    make("ul", {}, ...statements.map((said) => make("li", {}, said))),
  ]);
  at("rules").replaceChildren(...(faults.length ? [make("ul", { className: "trouble" }, ...faults)] : rules));
  at("agree").disabled = faults.length > 0;
  if (faults.length) at("change").open = true;
}

/** The relying party that this address can be; on the machine itself at every port, since the next start may have another. */
function relyingParty() {
  const { hostname, origin } = location;
  const isName = hostname === "localhost" || /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(hostname);
  return isName && isSecureContext ? { id: hostname, origins: [isHere(OWN) ? OWN : origin] } : undefined;
}

/** Shows the step of the key, or what comes after it. */
async function ready() {
  held = await heldKey();
  const lacks = missing(held);
  if (lacks === "none") return offer(relyingParty()?.id);
  if (lacks) return show(lacks);
  painted(held);
  at("person").textContent = held.person;
  at("kind").textContent = { browser: "a key kept by this browser", passkey: "a passkey of this device", wallet: "a wallet" }[held.kind];
  show("ready");
  at("sign").scrollIntoView({ block: "center" });
}

const nameOf = (text) => spanOf("society.name").exec(text)?.[3] ?? "this society";

onPress(at("choose"), trouble, async () => {
  origin = null;
  at("from").hidden = true;
  const { value } = at("choose").querySelector("input[name=charter]:checked");
  chosen = await (await request(`/found/charters/${value}`)).text();
  ask(chosen);
  step("answers");
});
onPress(at("descend"), trouble, async () => {
  const { keyFile, papersOf } = await import("./descend.js");
  const papers = await papersOf(at("fork-papers"));
  if (at("fork-key").files.length) await keyFile(at("fork-key"));
  const key = await heldKey();
  if (key?.person !== papers.person) {
    throw new Refusal("page.papers", "These papers are for another key.", "", `Bring the key file of ${papers.person}.`);
  }
  origin = papers;
  at("from").textContent = `It descends from fork ${papers.fork} of ${papers.parent}.`;
  at("from").hidden = false;
  chosen = papers.charter;
  await reading(chosen);
  step("reading");
});
onPress(at("answers"), trouble, async () => {
  await reading(answered());
  step("reading");
});
onPress(at("again"), trouble, () => reading(at("text").value));
// What was changed is read before it is agreed to.
at("text").addEventListener("input", () => (at("agree").disabled = true));
onPress(at("agree"), trouble, async () => {
  step("key");
  await ready();
});
onPress(at("sign"), trouble, async () => {
  const { sha256 } = await import("./hash.js");
  const { newSalt } = await import("./person.js");
  const { foundingBytes, foundingWords, signFounding, societyId } = await import("./founding.js");
  const { askFor } = await import("./sign.js");
  const { canonicalBytes } = await import("./canonical.js");
  const { signerOf } = await import("./keyring.js");
  // The text that was read is the text that is signed: its hash is made here.
  const charter = toHex(await sha256(utf8(read.text)));
  const party = relyingParty();
  const { now, rules_version, signers } = read;
  const proof = origin?.proof;
  const descent = origin && { fork: origin.fork, parent: origin.parent, proof: toHex(await sha256(utf8(proof))) };
  const founding = { charter, descent: descent ?? undefined, founder: held.inception, relying_parties: party && [party], rules_version, salt: newSalt(), signers, time: now };
  const plain = JSON.parse(new TextDecoder().decode(foundingBytes(founding)).split("\n")[1]);
  const society = await askFor({
    note: [`By ${held.person}. It stands in the public log for ever.`],
    raw: JSON.stringify(plain, null, 1),
    told: foundingWords(founding).map((words, place) => make("p", { className: place ? "" : "asked" }, words)),
    work: async () => {
      const signed = await signFounding(founding, await signerOf(held));
      const body = canonicalBytes({ charter: read.text, code: at("code").value, founding: signed, proof });
      const answer = await request("/found", { body, headers: { "content-type": "application/json" }, method: "POST" });
      const { society: made } = await answer.json();
      if (made !== (await societyId(founding))) {
        throw new Refusal("network.other_society", "The server founded another society.", "", "Stop it, and look who else uses this machine.");
      }
      return made;
    },
  });
  if (!society) return;
  at("done").textContent = `${nameOf(read.text)} is founded, and you are its first member.`;
  at("identifier").textContent = society;
  const name = at("own-name").value.trim();
  at("own").href = `/s/${society}/me#name=${encodeURIComponent(name)}`;
  at("own").hidden = !name;
  at("invite").classList.toggle("quiet", Boolean(name));
  at("invite").href = `/s/${society}/me#invite`;
  at("home").href = `/s/${society}/`;
  step("done");
});

beginning({ ready, rp: () => ({ id: relyingParty().id, name: nameOf(read.text) }), trouble });
for (const button of document.querySelectorAll("[data-back]")) button.onclick = () => step(button.dataset.back);
addEventListener("hashchange", () => location.hash.startsWith("#code=") && location.reload());
const code = /^#code=([A-Za-z0-9-]+)$/.exec(location.hash);
if (code) {
  // Whoever changes the language keeps the code, which no server is sent.
  for (const link of document.querySelectorAll("[data-language]")) link.hash = location.hash;
  at("code").value = code[1];
  at("code-row").hidden = true;
  // It is not left in the history.
  history.replaceState(null, "", location.pathname);
}
try {
  secure();
  at("founding").hidden = false;
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
