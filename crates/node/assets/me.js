// My passport: makes the key that this browser keeps, joins, swears, invites, leaves.
import { act, base, drawCode, fault, make, onPress, painted, receiptWords, society, standing } from "./act.js";
import { beginning, heldKey, isHere, missing, offer, secure, show } from "./begin.js";
import { Refusal } from "./bytes.js";
import { dropKey } from "./keyring.js";
import { watch } from "./live.js";
import { request } from "./request.js";
import { when } from "./when.js";

const at = (id) => document.getElementById(id);
const root = at("me");
const trouble = at("trouble");
const said = at("said");
const INVITATION_SECONDS = 7 * 86_400;

const WORDS = {
  admitted: "admitted; the oath is yours to sign",
  applicant: "applicant",
  ended: "no longer a member",
  full: "full member",
  known: "known by your key; not a member",
  probation: "member on probation",
  unknown: "not known here yet",
};

let held;
let here;

/** The relying party of this address, if the society lists it. */
function relyingParty() {
  const parties = root.dataset.parties.split(",").map((pair) => pair.split(" "));
  return parties.find(([, origin]) => isHere(origin))?.[0];
}

const KINDS = { browser: "kept by this browser", passkey: "a passkey of this device", wallet: "a wallet" };

/** The text form of the key that is kept; a wallet is not asked for it. */
async function keyOf({ address, kind, pair, passkey }) {
  if (kind === "passkey") return passkey.key;
  if (kind === "wallet") {
    const bytes = Uint8Array.from(address.slice(2).match(/../g), (two) => parseInt(two, 16));
    return (await import("./key.js")).keyText("wallet", bytes);
  }
  return (await (await import("./ed25519.js")).ed25519Signer(pair)).key;
}

/** Reads who holds a key here, and what they are, and shows it at once. */
async function refresh() {
  try {
    await reread();
  } finally {
    painted(held);
  }
}

async function reread() {
  held = await heldKey();
  root.hidden = false;
  const lacks = missing(held);
  if (lacks === "none") return offer(relyingParty());
  here = await standing(held.person);
  // Who is known here already has something to lose, and adds a key below instead of beginning anew.
  if (lacks && here.standing === "unknown") return show(lacks);
  const key = await keyOf(held);
  at("standing").textContent = WORDS[here.standing];
  at("person").textContent = held.person;
  at("kind").textContent = KINDS[held.kind];
  at("card-row").hidden = here.number === undefined;
  at("card").textContent = `Member ${here.number}`;
  showName();
  at("page").hidden = ["unknown", "known"].includes(here.standing);
  at("page").href = `${base}/people/${held.person}`;
  at("delegates").hidden = !["full", "probation"].includes(here.standing);
  at("delegates").href = `${base}/people/${held.person}/delegates`;
  at("share").href = `${base}/people/${held.person}/leave`;
  at("vouched").textContent = `${here.vouches} of the ${here.vouches_needed} members needed vouch for you so far.`;
  if (here.standing !== "unknown" && !here.keys.some((grant) => grant.key === key)) {
    throw new Refusal("identity.not_their_key", "The key in this browser no longer speaks for you here.", "IDE-3", "Act with another key of yours, or take this one out below.");
  }
  if (here.standing === "admitted") await readOath();
  show("held", here.standing);
  // Who has used the link, or belongs already, is not invited any more.
  if (!["unknown", "known", "ended"].includes(here.standing)) at("invited").hidden = true;
  seats();
  await Promise.all([needs(), list()]);
  watch({ look, show: refresh });
}

/** Shows what one swears to, rule by rule, as the page of the charter says it: whoever signs has it before them. */
async function readOath() {
  if (at("oath-rules").childElementCount > 0) return;
  const page = new DOMParser().parseFromString(await (await request(`${base}/charter/rules`)).text(), "text/html");
  const list = page.getElementById("rule-list");
  if (list?.dataset.charter !== root.dataset.charter) throw otherCharter();
  // Below a heading of this page they are one level lower.
  const shown = [...list.children].map((one) => (one.tagName === "H2" ? make("h3", {}, ...one.childNodes) : one));
  at("oath-rules").append(...shown);
}

// What is signed is what this page shows, or nothing.
const otherCharter = () => new Refusal("membership.other_charter", "The charter has changed since this page was loaded.", "MEM-6", "Load the page again and read the new one.");

/** What one is here, and what waits for one: if that changes, the page says so. */
async function look() {
  const { charter, drawn, keys, name, standing: word, vouches } = await standing(held.person);
  const all = await (await request(`${base}/api/v1/people/${held.person}/needs`)).json();
  return JSON.stringify([charter, drawn, keys, name, word, vouches, all.map(({ ends, page }) => [page, ends])]);
}

/** Shows what one is called here, and whether one may be called something else now. */
function showName() {
  at("called").textContent = here.name ?? "";
  at("called-row").hidden = !here.name;
  at("give-up").hidden = !here.name;
  at("name-next").hidden = !here.name_next;
  at("name-when").textContent = here.name_next ? when(here.name_next) : "";
}

/** Has the key take a name, written in the one way in which names are compared. */
async function takeName(text) {
  const name = text.trim().normalize("NFKC");
  const taken = await perform("That is your name here now.", () => [{ name: "names.take", with: { name } }]);
  if (taken) at("name").value = "";
}

/** Lists what waits for one: votes, dues, bills, payments to sign. */
async function needs() {
  const all = await (await request(`${base}/api/v1/people/${held.person}/needs`)).json();
  at("needs").hidden = all.length === 0;
  const [before, after = ""] = at("needed").dataset.until.split("…");
  const row = ({ is_soon, left = "", page, until, words }) =>
    make("li", {}, make("span", { className: is_soon ? "when soon" : "when" }, left), make("a", { href: `${base}${page}` }, words), ...(until ? [make("p", { className: "soft" }, before, make("time", {}, until), after)] : []));
  at("needed").replaceChildren(...all.map(row));
}

/** Lists the seats for which the lot fell on one, with what one can answer. */
function seats() {
  const all = here.drawn ?? [];
  at("drawn").hidden = all.length === 0;
  const rows = all.map(({ cause, cause_words: why, panel, sitting, status, until }) => {
    const isAsked = status === "offered";
    const words = isAsked ? `: answer until ${when(until)}. ` : ": you have the seat. ";
    const row = make("li", {}, `Panel "${panel}", ${why}${words}`);
    const answers = isAsked
      ? [["panels.accept", "Take the seat", "You have the seat."], ["panels.decline", "Decline", "You declined."]]
      : [["panels.decline", "Give it up", "You gave the seat up."]];
    const claim = /^for claim (\d+) of a breach$/.exec(cause);
    if (claim && !isAsked) row.append(make("a", { href: `${base}/breaches/${claim[1]}` }, "Rule on the claim"));
    for (const [name, label, done] of answers) {
      const button = make("button", { className: "quiet", type: "button" }, label);
      onPress(button, trouble, () => perform(done, () => [{ name, with: { sitting } }]));
      row.append(" ", button);
    }
    return row;
  });
  at("seats").replaceChildren(...rows);
}

/** Lists what one is in each society that is served here. */
async function list() {
  const all = await (await request("/api/v1/societies")).json();
  const rows = all.map(async ({ id, name }) => {
    const there = await standing(held.person, undefined, `/s/${id}`);
    return make("li", {}, make("a", { href: `/s/${id}/me` }, name), `: ${WORDS[there.standing]}`);
  });
  at("societies").replaceChildren(...(await Promise.all(rows)));
}

/** Has the key do something, says what came of it, and reads anew. */
async function perform(words, actions) {
  here = await standing(held.person);
  const receipts = await act(held, await actions(here), { now: here.now });
  if (!receipts) return null;
  await refresh();
  said.replaceChildren(...receiptWords(receipts.at(-1), words));
  said.scrollIntoView({ block: "nearest" });
  return receipts;
}

const press = (id, work) => onPress(at(id), trouble, () => (said.replaceChildren(), work()));

beginning({ ready: refresh, rp: () => ({ id: relyingParty(), name: root.dataset.name }), trouble });
press("apply", () =>
  perform("You have applied.", async ({ standing: now }) => {
    const code = at("code").value.trim();
    const invitation = code ? await (await import("./invitation.js")).acceptInvitation(code, { person: held.person, society }) : undefined;
    const apply = { name: "membership.apply", with: { invitation } };
    const register = { name: "identity.register", with: { inception: held.inception } };
    return now === "unknown" ? [register, apply] : [apply];
  }),
);
const withdraw = () =>
  perform("The application is withdrawn.", () => [{ name: "membership.withdraw", with: {} }]);
press("withdraw", withdraw);
press("withdraw-admitted", withdraw);
press("swear", async () => {
  const name = at("oath-name").value;
  const sworn = await perform("Welcome. You are a member.", ({ charter }) => {
    if (charter !== root.dataset.charter) throw otherCharter();
    return [{ name: "membership.swear", with: { charter } }];
  });
  at("name").value = name;
  if (sworn && name.trim()) await takeName(name);
});
press("take-name", () => takeName(at("name").value));
press("give-up", () => perform("You have no name here any more.", () => [{ name: "names.give_up", with: {} }]));
press("leave", () => perform("You have left.", () => [{ name: "membership.leave", with: {} }]));
press("invite", async () => {
  const { code, key } = await (await import("./invitation.js")).newInvitation();
  const invited = await perform("The invitation is open.", ({ running }) => [
    { name: "membership.invite", with: { key, until: running + INVITATION_SECONDS } },
  ]);
  if (!invited) return;
  // What follows the # is not sent to any server.
  at("link").value = `${location.origin}${base}/me#invitation=${code}`;
  at("invitation").hidden = false;
  at("link").select();
  await drawCode(at("invitation-code"), at("link").value, "The link as a QR code, to be scanned by one phone");
});
press("copy", async () => {
  await navigator.clipboard.writeText(held.person);
  said.textContent = "Copied.";
});
press("forget", async () => {
  if (!at("forget-sure").checked) {
    at("forget-sure").focus();
    throw new Refusal("page.last_key", "Without another key you would lose all that you are here.", "", "Say that you have another key, or that you give this person up.");
  }
  await dropKey(held);
  await refresh();
  said.textContent = "This browser holds no key any more.";
});

// A link may be opened where this page is open already: what it brings is read as if it were not.
addEventListener("hashchange", () => /^#(invitation|name)=/.test(location.hash) && location.reload());
const chosen = /^#name=?(.*)$/.exec(location.hash);
if (chosen) {
  try {
    at("name").value = decodeURIComponent(chosen[1]);
  } catch {
    // An address that was cut off within a letter suggests no name.
  }
}
const invited = /^#invitation=([A-Za-z0-9_-]+)$/.exec(location.hash);
if (invited) at("code").value = invited[1];
at("invited").hidden = !invited;
try {
  secure();
  await refresh();
  if (location.hash === "#invite") at("member-title").scrollIntoView();
  if (chosen) at("name-title").scrollIntoView();
} catch (error) {
  if (held) show("held");
  trouble.replaceChildren(...fault(error));
  painted(held);
}
