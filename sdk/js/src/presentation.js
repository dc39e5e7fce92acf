// Showing who one is to one who asks, and checking it without a network (PER-11, PER-12).

import { Refusal, fromBase64url, toBase64url, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";

/**
 * @import { Signature, Signer } from "./key.js"
 * @typedef {{ audience: string, key: string, nonce: string, person: string, society: string, time: number }} Presentation
 * @typedef {{ presentation: Presentation, proof: any, signature: Signature }} Passport
 * @typedef {{ audience: string, nonce?: string, now: number, society: string, ageMax?: number }} Asked
 */

const AGE_MAX_SECONDS = 600;
/** Bytes in one QR code: more are drawn as several, which any phone can read from a screen. */
const PART_LENGTH = 1000;

/** @param {Presentation} presentation */
export const presentationBytes = (presentation) => utf8(`polity/presentation/v1\n${canonical(presentation)}`);

/** A nonce for one who asks. */
export const newNonce = () => toBase64url(crypto.getRandomValues(new Uint8Array(12)));

/** @param {Omit<Presentation, "key">} said @param {Signer} signer one with the scope `present` */
export async function present(said, signer) {
  const presentation = { ...said, key: signer.key };
  return { presentation, signature: await signer.sign(presentationBytes(presentation)) };
}

/** @param {string} code @param {string} message */
const fault = (code, message) =>
  new Refusal(`passport.${code}`, message, "PER-12", "Have them show it anew, to you and now.");

/**
 * Checks a passport for one who asked for it.
 * @param {Passport} passport
 * @param {Asked} asked
 */
export async function checkPassport(passport, { ageMax = AGE_MAX_SECONDS, audience, nonce, now, society }) {
  const { presentation, proof, signature } = passport ?? {};
  const nonceBytes = fromBase64url(presentation?.nonce)?.length ?? 0;
  if (typeof presentation?.audience !== "string" || nonceBytes < 8 || nonceBytes > 32 || !signature) {
    throw fault("form", "This is no passport.");
  }
  if (presentation.audience !== audience) throw fault("other_audience", `The passport was shown to “${presentation.audience}”, not to who asks now.`);
  if (nonce && presentation.nonce !== nonce) throw fault("other_nonce", `The passport answers another question: its nonce is ${presentation.nonce}.`);
  if (!(Math.abs(now - presentation.time) <= ageMax)) {
    const shown = new Date(presentation.time * 1000).toISOString().slice(0, 16);
    throw fault("stale", `The passport was shown on ${shown}; at most ${ageMax / 60} minutes may lie between.`);
  }
  const { verifyBundle } = await import("./proof.js");
  const verified = await verifyBundle(utf8(canonical(proof)), society);
  /** @param {string} key */
  const proven = (key) => verified.claims.find((claim) => claim.kind === "state" && claim.key === key);
  const known = proven(`identity/person/${presentation.person}`);
  const member = proven(`membership/member/${presentation.person}`);
  if (known?.kind !== "state" || member?.kind !== "state") throw fault("not_proven", "The proof does not say whose the key is, and what the person is here.");
  const grant = known.value?.keys.find((/** @type {any} */ one) => one.key === presentation.key);
  const speaks = grant?.scopes.includes("present") && (grant.expires === undefined || presentation.time < grant.expires);
  if (presentation.society !== society || !speaks) throw fault("not_their_key", "The key that signed does not show who this person is.");
  const { verifySignature } = await import("./signature.js");
  const fits = await verifySignature(presentation.key, signature, presentationBytes(presentation));
  // Flags of WebAuthn, section 6.1: present and verified.
  const flags = signature.authenticator_data ? fromBase64url(signature.authenticator_data)?.[32] ?? 0 : 5;
  if (!fits || (flags & 5) !== 5) throw fault("signature", "The signature does not fit the presentation and its key.");
  const named = proven(`names/person/${presentation.person}`);
  return {
    card: member.value?.number,
    name: named?.kind === "state" ? named.value?.called : undefined,
    person: presentation.person,
    standing: member.value?.standing ?? "none",
    stateOf: known.time,
    strength: verified.strength,
    time: presentation.time,
  };
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} through */
async function piped(bytes, through) {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Packs a passport into texts that QR codes hold. @param {Passport} passport */
export async function passportParts(passport) {
  const text = toBase64url(await piped(utf8(canonical(passport)), new CompressionStream("deflate-raw")));
  const count = Math.ceil(text.length / PART_LENGTH);
  return Array.from({ length: count }, (_, at) => `polity-passport:${at + 1}/${count}:${text.slice(at * PART_LENGTH, (at + 1) * PART_LENGTH)}`);
}

/** Reads a passport: JSON, or its parts in any order with blanks between. @param {string} text @returns {Promise<Passport>} */
export async function readPassport(text) {
  try {
    if (text.trim().startsWith("{")) return JSON.parse(text);
    const parts = text.split(/\s+/).flatMap((part) => {
      const found = /^polity-passport:(\d+)\/(\d+):([A-Za-z0-9_-]+)$/.exec(part);
      return found ? [[Number(found[1]), Number(found[2]), found[3]]] : [];
    });
    const whole = new Map(parts.map(([at, , piece]) => [at, piece]));
    const count = Number(parts[0]?.[1]);
    const packed = fromBase64url(Array.from({ length: count }, (_, at) => whole.get(at + 1) ?? "!").join(""));
    if (!packed || packed.length > 65_536) throw new Error("not whole");
    const bytes = await piped(packed, new DecompressionStream("deflate-raw"));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Refusal("passport.form", "This is no passport, or a part of it is missing.", "PER-12", "Scan every code, or take the file.");
  }
}
