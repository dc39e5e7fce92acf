// Invitations (MEM-3): a key whose private half travels in a link.

import { Refusal, fromBase64url, toBase64url, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { ed25519FromSecret, ed25519Signer } from "./ed25519.js";

/** Returns the bytes that the invitation's key signs. @param {{ person: string, society: string }} binding */
export const invitationBytes = ({ person, society }) =>
  utf8(`polity/invitation/v1\n${canonical({ person, society })}`);

/** Makes an invitation: the code for the link, and the key to name in `membership.invite`. */
export async function newInvitation() {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const { key } = await ed25519Signer(await ed25519FromSecret(secret));
  return { code: toBase64url(secret), key };
}

/**
 * Has an invitation's key sign for one person and one society, so that who sees it cannot use it.
 * @param {string} code
 * @param {{ person: string, society: string }} binding
 */
export async function acceptInvitation(code, binding) {
  const secret = fromBase64url(code.trim());
  if (secret?.length !== 32) {
    const nextStep = "Copy the whole code, or open the link again.";
    throw new Refusal("sdk.invitation", "An invitation code has 43 letters, digits, - and _.", "MEM-3", nextStep);
  }
  const signer = await ed25519Signer(await ed25519FromSecret(secret));
  return { key: signer.key, signature: await signer.sign(invitationBytes(binding)) };
}
