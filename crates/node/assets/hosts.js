// Lists of outsiders among whom lots are drawn, and the codes that open their seats (PAN-8). A code never leaves
// this page: what is handed in is signed with the key that follows from it.
import { society } from "./act.js";
import { Refusal, concat, fromBase64url, fromHex, toBase64url, toHex, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { ed25519FromSecret, ed25519Signer } from "./ed25519.js";
import { sha256 } from "./hash.js";

const CODE_BYTES = 16;
/** More takes a browser too long; a terminal makes longer lists. */
const MADE_MAX = 2_000;

const keyOf = async (code) => ed25519Signer(await ed25519FromSecret(await sha256(concat(utf8("polity/host-key/v1\n"), code))));
const saltOf = async (code) => toBase64url((await sha256(concat(utf8("polity/host-salt/v1\n"), code))).slice(0, CODE_BYTES));
const commitmentOf = async (key, salt) => toHex(await sha256(utf8(`polity/host-resident/v1\n${canonical({ key, salt })}`)));

const leafOf = (commitment) => sha256(concat(Uint8Array.of(0), fromHex(commitment)));
const nodeOf = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

/** The levels of the tree over a list, leaves first (RFC 9162 section 2.1). */
async function levelsOf(commitments) {
  const levels = [await Promise.all(commitments.map(leafOf))];
  while (levels.at(-1).length > 1) {
    const below = levels.at(-1);
    const pairs = Array.from({ length: Math.ceil(below.length / 2) }, (_, at) => below.slice(2 * at, 2 * at + 2));
    levels.push(await Promise.all(pairs.map(([left, right]) => (right ? nodeOf(left, right) : left))));
  }
  return levels;
}

/** The root over a list. */
export const rootOf = async (commitments) => toHex((await levelsOf(commitments)).at(-1)[0]);

/** The commitments that a file of a list holds. */
export async function listOf(file) {
  const bad = () => new Refusal("page.list", "This file is no list of people.", "PAN-8", "Choose the published list.");
  let commitments;
  try {
    ({ commitments } = JSON.parse(await file.text()));
  } catch {
    throw bad();
  }
  if (!Array.isArray(commitments) || commitments.length === 0 || !commitments.every((one) => fromHex(one)?.length === 32)) throw bad();
  return commitments;
}

/** Makes codes for so many people, one on each line, and the list of commitments to publish. */
export async function makeList(count) {
  if (!Number.isInteger(count) || count < 1 || count > MADE_MAX) {
    throw new Refusal("page.count", `A list that is made here has 1 to ${MADE_MAX} people, not ${count}.`, "PAN-8", "Choose a number in the range; a terminal makes longer ones.");
  }
  const codes = [];
  const commitments = [];
  for (let number = 1; number <= count; number += 1) {
    const code = crypto.getRandomValues(new Uint8Array(CODE_BYTES));
    codes.push(`${number}-${toBase64url(code)}\n`);
    commitments.push(await commitmentOf((await keyOf(code)).key, await saltOf(code)));
  }
  return { codes: codes.join(""), commitments };
}

/** What shows that somebody holds the code of a place on the list, for one person and one draw. */
export async function claimOf(written, commitments, { person, sitting }) {
  const [, digits, text] = /^(\d{1,7})-([A-Za-z0-9_-]+)$/.exec(written.trim()) ?? [];
  const code = text && fromBase64url(text);
  const number = Number(digits);
  if (code?.length !== CODE_BYTES || number < 1 || number > commitments.length) {
    throw new Refusal("page.code", "That is no code of this list.", "PAN-8", "Write it as you were given it: 7-AbC…");
  }
  const signer = await keyOf(code);
  const message = utf8(`polity/host-claim/v1\n${canonical({ person, sitting, society })}`);
  const path = [];
  let at = number - 1;
  for (const level of await levelsOf(commitments)) {
    const other = level[at ^ 1];
    if (other) path.push(toHex(other));
    at >>= 1;
  }
  return { key: signer.key, number, path, salt: await saltOf(code), signature: await signer.sign(message) };
}
