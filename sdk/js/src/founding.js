// Foundings (LOG-2): entry 0 of a society's log, signed by who founds it.

import { encodeId } from "./bech32m.js";
import { utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { sha256 } from "./hash.js";

/**
 * @import { Signer } from "./key.js"
 * @typedef {{ charter: string, descent?: { fork: number, parent: string, proof: string },
 *   founder: import("./keyring.js").SignedInception,
 *   relying_parties?: { id: string, origins: string[] }[], rules_version: number, salt: string,
 *   signers: string[], time: number }} Founding
 */

/** @param {Founding} founding */
export const foundingBytes = (founding) => utf8(`polity/founding/v1\n${canonical(founding)}`);

/** Returns the society's identifier. @param {Founding} founding */
export const societyId = async (founding) => encodeId("society", await sha256(foundingBytes(founding)));

/** @param {Founding} founding @param {Signer} signer a key of the founder with the scope `keys` */
export async function signFounding(founding, signer) {
  const signature = await signer.sign(foundingBytes(founding));
  return { founding, proof: { key: signer.key, signature } };
}

/** Says what a founding says, as sentences. @param {Founding} founding */
export const foundingWords = ({ charter, descent, relying_parties: parties = [], rules_version, signers, time }) => [
  `Found a society under the charter whose SHA-256 is ${charter}, and be its first member: what is decided in the way it says holds for me too, until I leave.`,
  ...(descent ? [`It descends from fork ${descent.fork} of ${descent.parent}.`] : []),
  `Its log is signed by ${signers.join(", ")}, and replayed by version ${rules_version} of the rules.`,
  ...parties.map(({ id, origins }) => `Passkeys of ${id} work at ${origins.join(", ")}.`),
  `It begins on ${new Date(time * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC.`,
];
