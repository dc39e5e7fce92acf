// My keys: lists them, adds and removes some, makes one for the session, names guardians, recovers, objects.
import { act, base, drawCode, fault, make, onPress, painted, receiptWords, society, standing } from "./act.js";
import { isHere, save, secure, show } from "./begin.js";
import { Refusal, fromBase64url, toBase64url } from "./bytes.js";
import { dropKey, forgetSession, heldKey, holdKey, noteKey, noteSession, signerOf, stillKept } from "./keyring.js";
import { request } from "./request.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");
const said = at("said");
const SESSION_SECONDS = 7 * 86_400;
let held;
let known;

const when = (seconds) => `${new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;
const kindOf = (key) => ({ ed25519: "A key", passkey: "A passkey", wallet: "A wallet" })[key.split(":")[0]];
const chain = async (person) => (await request(`${base}/api/v1/people/${person}/keys`)).json();
const press = (id, work) => onPress(at(id), trouble, () => (said.replaceChildren(), work()));

/** Reads the keys anew, and shows what they are. */
async function refresh() {
  at("ring").hidden = false;
  // Whose key it is does not change beneath what is done on this page.
  if (held) await stillKept(held);
  held = await heldKey();
  if (document.documentElement.dataset.answered) painted(held);
  if (!held) return show("nobody");
  try {
    known = await chain(held.person);
  } catch (error) {
    if (error.code !== "http.not_found") throw error;
    throw new Refusal("identity.unknown", "You are not known in this society yet.", "IDE-1", "Join on the page Me first; then your keys are listed here.");
  }
  const session = held.sessions?.[society];
  if (session && !known.keys.some(({ key }) => key === session.key)) held = await forgetSession(held, society);
  const own = (await ownKey()) ?? "";
  if (held.recovering && !known.keys.some(({ key }) => key === own)) return recovering();
  const states = ["held"];
  if (held.kind !== "browser") states.push("asks");
  if (known.waiting && !known.waiting.disputed) states.push("alarm");
  if (!known.waiting && known.candidates.length > 0) states.push("asked");
  show(...states);
  at("asked-for").textContent = known.candidates.map(({ approvals, needed }) => `${approvals.length} of ${needed} guardians agree.`).join(" ");
  const recovery = known.waiting ? `It takes effect on ${when(known.waiting.ends)}${known.waiting.disputed ? ", if enough guardians still agree: it is disputed" : ""}.` : "";
  at("alarm").textContent = `Guardians agreed to new keys for you. ${recovery}`;
  at("keys").replaceChildren(...known.keys.map(row(own)));
  at("pending").replaceChildren(...known.pending.map(({ change, ends }) =>
    make("li", {}, change.name === "remove_key" ? `${change.with.key} goes on ${when(ends)}.` : `Other guardians count from ${when(ends)} on.`)));
  const rule = known.recovery;
  at("guarded").textContent = rule
    ? `You have guardians: ${rule.threshold} of them can give you new keys after ${rule.delay / 86_400} days, ${rule.threshold_disputed} once an old key objects. ${known.waiting?.disputed ? recovery : ""}`
    : "You have none: lost keys do not come back.";
  const { expires } = held.sessions?.[society] ?? {};
  at("session-now").textContent = expires > known.now ? `This browser votes and argues without asking until ${when(expires)}.` : "";
}

/** The text of the key that this browser acts with. */
async function ownKey() {
  if (held.kind === "passkey") return held.passkey.key;
  if (held.kind === "wallet") return known.keys.map(({ key }) => key).find((key) => key.startsWith("wallet:"));
  return (await (await import("./ed25519.js")).ed25519Signer(held.pair)).key;
}

/** What a key may do, in words. */
const SCOPES = {
  keys: "change your keys and leave",
  present: "show your passport",
  speak: "propose and argue",
  spend: "move money",
  vote: "cast ballots",
};

const list = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

/** One key, as a line of the list. */
const row = (own) => ({ expires, key, scopes }) => {
  const isOwn = key === own ? ", the one that you act with here" : key === held.sessions?.[society]?.key ? ", of this browser's session" : "";
  const until = expires ? `, until ${when(expires)}` : "";
  const words = make("span", {}, make("strong", {}, `${kindOf(key)}${isOwn}`), ` may ${list.format(scopes.map((scope) => SCOPES[scope] ?? scope))}${until}. `, make("span", { className: "id soft" }, `${key.slice(0, 24)}…`));
  const button = make("button", { className: "quiet small", type: "button" }, "Remove");
  button.setAttribute("aria-label", `Remove the key ${key.slice(0, 24)}…`);
  onPress(button, trouble, async () => {
    const { removeKey } = await import("./chain.js");
    await change(removeKey(key), [], "The key is removed, or goes after the delay of your guardians.");
  });
  return make("li", {}, words, " ", button);
};

/** Brings a change of keys; `added`: signers of keys that it adds, the first of which may hand it in; `texts`: what
    its hashes stand for. */
async function change(what, added, words, texts) {
  const { nextLink } = await import("./chain.js");
  await stillKept(held);
  known = await chain(held.person);
  const statement = await nextLink(known, what, [await signerOf(held), ...added]);
  const adopt = { name: "identity.adopt", with: { statements: [JSON.parse(JSON.stringify(statement))] } };
  const receipts = await act(held, [adopt], { now: known.now, signer: added[0], texts });
  if (!receipts) return false;
  await refresh();
  said.replaceChildren(...receiptWords(receipts[0], words));
  return true;
}

/** Makes a key from new random bytes. */
async function fromRandom() {
  const { ed25519FromSecret, ed25519Signer } = await import("./ed25519.js");
  const secret = crypto.getRandomValues(new Uint8Array(32));
  return { secret, signer: await ed25519Signer(await ed25519FromSecret(secret)) };
}

/** Goes back to the keys for sessions that were there, unless the society took the new one in spite of all. Where it
    cannot be asked, the key is held against the chain before it signs anything. */
async function withoutSession(session, before) {
  const known = await chain(held.person).catch(() => null);
  if (!known || known.keys.some(({ key }) => key === session.key)) return;
  held = await noteSession(held, society, before?.[society]);
  await refresh();
}

press("session", async () => {
  const { SESSION_SCOPES, addKey } = await import("./chain.js");
  const { newBrowserKey } = await import("./beginning.js");
  const { ed25519Signer } = await import("./ed25519.js");
  const pair = await newBrowserKey();
  const signer = await ed25519Signer(pair);
  const expires = known.now + SESSION_SECONDS;
  const session = { expires, key: signer.key, pair, scopes: SESSION_SCOPES };
  const before = held.sessions;
  // It is kept before it is made known: a key that nobody has would stand there for a week.
  held = await noteSession(held, society, session);
  let isDone = false;
  try {
    isDone = await change(addKey(signer.key, session), [signer], "This browser votes and argues without asking for seven days.");
  } finally {
    if (!isDone) await withoutSession(session, before);
  }
});
press("file", async () => {
  const { addKey } = await import("./chain.js");
  const { paperFile } = await import("./beginning.js");
  if (!held.inception) throw new Refusal("page.no_inception", "This device does not have the record with which you began.", "PER-1", "Make the file on the device on which you began.");
  const { secret, signer } = await fromRandom();
  const mine = held;
  if (!(await change(addKey(signer.key), [signer], "The key is yours."))) return;
  at("paper-words").textContent = "This file is a whole key. Keep it where a thief or a fire that takes this device does not take it too. It is shown now and never again.";
  save(paperFile(mine.inception, secret), () => noteKey(mine, { backup: "file" }).then(refresh).catch((error) => trouble.replaceChildren(...fault(error))));
});
press("device", async () => {
  const { addKey } = await import("./chain.js");
  const { secret, signer } = await fromRandom();
  if (!(await change(addKey(signer.key), [signer], "The key is yours; it is for one device."))) return;
  // What follows the # is not sent to any server.
  at("carried-link").value = `${location.origin}${base}/keys#carry=${held.person}.${toBase64url(secret)}`;
  at("carried").hidden = false;
  await drawCode(at("carried-code"), at("carried-link").value, "The new key as a QR code, to be scanned by your other device");
});
onPress(at("guardians"), trouble, async () => {
  const { setGuardians } = await import("./chain.js");
  const { meant } = await import("./whom.js");
  const people = await Promise.all(at("persons").value.split("\n").map((line) => line.trim()).filter(Boolean).map(meant));
  const persons = people.map(({ person }) => person);
  if (persons.includes(held.person)) throw new Refusal("page.own_guardian", "Nobody is their own guardian.", "IDE-11", "Name others.");
  for (const person of persons) await chain(person);
  const threshold = Number(at("threshold").value) || undefined;
  const { change: what, guardians } = await setGuardians(persons, { days: Number(at("days").value), threshold });
  // What is signed hides who they are: they are read here, one by one, or not at all.
  const shown = guardians.persons.map((person) => [people.find((one) => one.person === person).name, person]);
  const texts = ["Your guardians, who stay secret: the log keeps a hash of them alone.", ...shown.map(([name, person]) => (name ? `${name} (${person})` : person))];
  if (!(await change(what, [], "Your guardians are named.", texts))) return;
  at("paper-words").textContent = "Give each guardian a copy of this file. Without it nobody can recover your keys; with it alone, nobody can do anything.";
  at("paper-file").download = "polity-guardians.json";
  save(`${JSON.stringify({ guardians, inception: held.inception }, null, 2)}\n`, refresh);
});
onPress(at("approve"), trouble, async () => {
  const person = await (await import("./whom.js")).personOf(at("ward").value);
  const statement = at("statement").value.trim();
  const { candidates, now } = await chain(person);
  const before = candidates.find(({ approvals }) => approvals.includes(held.person))?.statement;
  const approve = { name: "identity.approve_recovery", with: { person, replaces: before, statement } };
  const receipts = await act(held, [approve], { now });
  if (receipts) said.replaceChildren(...receiptWords(receipts[0], "You agreed to their new keys."));
});
press("object", async () => {
  const receipts = await act(held, [{ name: "identity.object", with: {} }], { now: known.now });
  if (!receipts) return;
  await refresh();
  said.replaceChildren(...receiptWords(receipts[0], "You objected. Your spending and your keys rest until it is decided."));
});

onPress(at("void"), trouble, async () => {
  const { voidOf } = await import("./void.js");
  const receipts = await act(held, [await voidOf(at("voided").value, known.now)], { now: known.now });
  if (!receipts) return;
  at("void").reset();
  said.replaceChildren(...receiptWords(receipts[0], "It never takes effect, if it did not yet."));
});

/** Reads a file of JSON that somebody chose. */
async function chosen(input) {
  try {
    return JSON.parse(await input.files[0].text());
  } catch {
    throw new Refusal("page.file", "The file is not one of those that these pages save.", "", "Choose polity-guardians.json, or the file of a key.");
  }
}
onPress(at("recover"), trouble, async () => {
  const { guardians, inception } = await chosen(at("card"));
  const { personId, statementHash } = await import("./person.js");
  const { nextLink, recoverWith } = await import("./chain.js");
  const { newBrowserKey } = await import("./beginning.js");
  const { ed25519Signer } = await import("./ed25519.js");
  const pair = await newBrowserKey();
  const signer = await ed25519Signer(pair);
  const person = await personId(inception.inception);
  known = await chain(person);
  const statement = await nextLink(known, recoverWith(guardians, signer.key), [signer]);
  const recovering = await statementHash(statement.statement);
  const wish = { backup: "none", inception, kind: "browser", pair, person, recovering };
  // The key is kept before anybody agrees to it.
  await holdKey(wish);
  const receipts = await act(wish, [{ name: "identity.recover", with: { statement } }], { now: known.now }).catch(async (error) => {
    await dropKey(wish);
    throw error;
  });
  if (!receipts) await dropKey(wish);
  await refresh();
});

/** Says how far a recovery is. */
function recovering() {
  show("recovering");
  at("told").textContent = held.recovering;
  const candidate = known.candidates.find(({ statement }) => statement === held.recovering);
  const agreed = candidate ? `${candidate.approvals.length} of ${candidate.needed} guardians agree.` : "Nobody knows of it any more.";
  const ends = known.waiting ? ` It takes effect on ${when(known.waiting.ends)}${known.waiting.disputed ? ", if enough agree: an old key objected" : ", unless an old key objects"}.` : "";
  at("progress").textContent = agreed + ends;
}

onPress(at("again"), trouble, async () => {
  const { findPasskey } = await import("./passkey.js");
  const { personOf } = await import("./whom.js");
  const person = await personOf(at("again-person").value);
  const { keys } = await chain(person);
  const { relying_parties: parties } = await (await request(`${base}/api/v1/people/${person}`)).json();
  const rpIds = parties.filter(({ origins }) => origins.some(isHere)).map(({ id }) => id);
  const passkey = await findPasskey(rpIds, keys.map(({ key }) => key));
  await holdKey({ backup: "none", kind: "passkey", passkey, person });
  await refresh();
  said.textContent = "This device acts as you now.";
});

/** Keeps a key that was carried here, or read from a file. */
async function keep(person, secret, inception) {
  const { ed25519FromSecret, ed25519Signer } = await import("./ed25519.js");
  const made = await ed25519FromSecret(secret);
  const { key } = await ed25519Signer(made);
  const { keys } = await chain(person);
  if (!keys.some((grant) => grant.key === key)) {
    throw new Refusal("identity.not_their_key", "This key does not speak for that person here.", "IDE-3", "Make a new code on the other device.");
  }
  // From here on it cannot be read out any more.
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", made.privateKey);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, false, ["sign"]);
  await holdKey({ backup: "file", inception, kind: "browser", pair: { privateKey, publicKey: made.publicKey }, person });
  await refresh();
  said.textContent = "This device acts as you now.";
}
/** Asks whether this device is to act as somebody whose key came by a link, which anybody may have sent. */
async function brought(person, secret) {
  const { name } = await standing(person);
  at("ring").hidden = false;
  at("brought-person").textContent = name ? `${name} (${person})` : person;
  show("brought");
  onPress(at("brought-yes"), trouble, () => keep(person, fromBase64url(secret)));
  onPress(at("brought-no"), trouble, refresh);
}

at("key-file").addEventListener("change", async () => {
  try {
    const { inception, secret } = await chosen(at("key-file"));
    const { personId } = await import("./person.js");
    await keep(await personId(inception.inception), fromBase64url(secret), inception);
  } catch (error) {
    trouble.replaceChildren(...fault(error));
  }
});

try {
  secure();
  addEventListener("hashchange", () => location.hash.startsWith("#carry=") && location.reload());
  const carried = /^#carry=(person1[a-z0-9]+)\.([A-Za-z0-9_-]{43})$/.exec(location.hash);
  // It is not left in the history.
  if (carried) history.replaceState(null, "", location.pathname);
  if (!carried) await refresh();
  else if (await heldKey()) {
    await refresh();
    throw new Refusal("page.key_here", "This browser keeps a key already. That of the link was not taken.", "", "Open the link on the device that it was made for.");
  } else await brought(carried[1], carried[2]);
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
