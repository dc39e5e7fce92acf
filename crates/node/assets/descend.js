// Founding a society that descends from a fork: the papers of the founder, and their key as a file.
import { Refusal, fromBase64url } from "./bytes.js";
import { holdKey } from "./keyring.js";

/** Longest file that is read. Unit: bytes. */
const FILE_MAX = 262_144;

async function chosen(input) {
  const [file] = input.files;
  if (!file || file.size > FILE_MAX) return null;
  try {
    return JSON.parse(await file.text());
  } catch {
    return null;
  }
}

/** The papers in a file, with which somebody who left by a fork founds. */
export async function papersOf(input) {
  const papers = await chosen(input);
  const isWhole = papers && Number.isSafeInteger(papers.fork) && ["parent", "person", "proof"].every((name) => typeof papers[name] === "string");
  if (!isWhole) {
    throw new Refusal("page.papers", "This file is no papers to found with.", "", "Download yours from the page of the fork, with the key that left by it.");
  }
  if (typeof papers.charter !== "string") {
    throw new Refusal("page.papers", "The fork named no charter.", "", "Found from a terminal: polity found CHARTER.md --parent SOCIETY --fork NUMBER --proof FILE.");
  }
  return papers;
}

/** Keeps a key that is in a file in this browser, where it cannot be read out any more. */
export async function keyFile(input) {
  const { ed25519FromSecret } = await import("./ed25519.js");
  const { personId } = await import("./person.js");
  const { inception, secret } = (await chosen(input)) ?? {};
  if (!inception || !secret) {
    throw new Refusal("page.key_file", "This file is no key.", "", "Choose the file of your second key.");
  }
  const made = await ed25519FromSecret(fromBase64url(secret));
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", made.privateKey);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, { name: "Ed25519" }, false, ["sign"]);
  const person = await personId(inception.inception);
  await holdKey({ backup: "file", inception, kind: "browser", pair: { privateKey, publicKey: made.publicKey }, person });
}
