// Forks: announcing one, signing up for it, and coming over to the society that it became.
import { heldKey } from "./keyring.js";
import { act, base, fault, onPress, painted, receiptWords, society, standing, store } from "./act.js";
import { Refusal } from "./bytes.js";
import { request } from "./request.js";

const at = (id) => document.getElementById(id);
const trouble = at("trouble");
const said = at("said");
/** Longest file of papers that is read. Unit: bytes. */
const PAPERS_MAX = 65_536;

async function perform(words, action, texts = []) {
  const held = await heldKey();
  const { now } = await standing(held.person);
  const receipts = await act(held, [action], { now, texts });
  if (receipts !== null) said.replaceChildren(...receiptWords(receipts.at(-1), words));
  return receipts !== null;
}

async function announce() {
  const texts = [at("why").value, at("charter").value].filter(Boolean);
  const [text, charter] = await Promise.all(texts.map(store));
  const pool = at("pool").value.trim() || undefined;
  await perform("The fork is announced.", { name: "fork.announce", with: { charter, pool, text } }, texts);
}

async function arrive() {
  const [file] = at("papers").files;
  let papers = null;
  if (file && file.size <= PAPERS_MAX) {
    try {
      papers = JSON.parse(await file.text());
    } catch {
      papers = null;
    }
  }
  if (at("arrive-key").files.length) await (await import("./descend.js")).keyFile(at("arrive-key"));
  const held = await heldKey();
  if (!held) {
    throw new Refusal("page.no_key", "There is no key on this device.", "", "Choose the file of the key with which you left.");
  }
  if (!papers || papers.person !== held.person) {
    const message = papers ? "These papers are somebody else's." : "This file is no papers of a fork.";
    throw new Refusal("page.papers", message, "Download yours from the page of the fork, with the key on this device.");
  }
  const { charter, now, standing: word } = await standing(held.person);
  const { paid, path, place, pooled } = papers;
  const actions = [{ name: "fork.arrive", with: { charter, paid, path, place, pooled } }];
  if (word === "unknown") actions.unshift({ name: "identity.register", with: { inception: held.inception } });
  const receipts = await act(held, actions, { now });
  if (receipts === null) return;
  said.replaceChildren(...receiptWords(receipts.at(-1), "You are a member."));
  at("arriving").hidden = true;
}

const places = (number) => String(number).padStart(16, "0");

/** Saves what somebody who left founds the new society with: the proof, and the charter that all had read. */
async function founderPapers(held, fork) {
  const { place } = await (await request(`${base}/api/v1/forks/${fork}/papers/${held.person}`)).json();
  const { proposed } = await (await request(`${base}/api/v1/forks/${fork}`)).json();
  const keys = `fork/fork/${places(fork)},fork/left/${places(fork)}/${places(place)}`;
  const proof = await (await request(`${base}/api/v1/proof?keys=${keys}`)).text();
  const charter = proposed && (await (await request(`${base}/api/v1/records/${proposed}`)).text());
  const papers = JSON.stringify({ charter, fork, parent: society, person: held.person, proof });
  const href = URL.createObjectURL(new Blob([papers], { type: "application/json" }));
  Object.assign(document.createElement("a"), { download: "founder-papers.json", href }).click();
  said.textContent = "Your papers to found with are saved.";
}

async function sign(held, signing) {
  const fork = Number(signing.dataset.fork);
  const [whole, me] = await Promise.all([
    request(`${base}/api/v1/forks/${fork}`).then((answer) => answer.json()),
    standing(held.person),
  ]);
  const hasSigned = whole.signed.some(({ person }) => person === held.person);
  signing.hidden = !["full", "probation"].includes(me.standing);
  at("share").href = `${base}/people/${held.person}/leave`;
  const turn = (isIn) => {
    at("join").hidden = isIn;
    at("withdraw").hidden = !isIn;
  };
  turn(hasSigned);
  onPress(at("join"), trouble, async () => {
    const pooled = at("pooled")?.checked || undefined;
    if (await perform("You signed up.", { name: "fork.join", with: { fork, pooled } })) turn(true);
  });
  onPress(at("withdraw"), trouble, async () => {
    if (await perform("Your signature is taken back.", { name: "fork.withdraw", with: { fork } })) turn(false);
  });
}

// Whoever comes over may come from another address, with the key as a file.
if (at("arrive")) {
  at("arriving").hidden = false;
  onPress(at("arrive"), trouble, arrive);
}
let held;
try {
  held = await heldKey();
  if (held) {
    if (at("announce")) {
      at("announcing").hidden = false;
      onPress(at("announce"), trouble, announce);
    }
    if (at("signing")) await sign(held, at("signing"));
    const leaving = at("leaving");
    if (leaving) {
      const fork = Number(leaving.dataset.fork);
      const mine = `${base}/api/v1/forks/${fork}/papers/${held.person}`;
      at("papers-of").href = mine;
      onPress(at("founder-papers"), trouble, () => founderPapers(held, fork));
      // Only whoever left by it has papers.
      leaving.hidden = !(await request(mine).catch(() => null));
    }
  }
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
