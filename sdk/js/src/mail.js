// Asking a server for letters by e-mail (MAI-1): signed, sent to that server, never into the log.

import { utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";

/**
 * @import { Signer } from "./key.js"
 * @typedef {{ act: "ask" | "show" | "stop", address?: string, language?: string, person: string, society: string, time: number }} MailRequest
 */

/** @param {MailRequest & { key: string }} request */
export const mailBytes = (request) => utf8(`polity/mail/v1\n${canonical(request)}`);

/** @param {MailRequest} asked @param {Signer} signer one with the scope `present` */
export async function signMail(asked, signer) {
  const request = { ...asked, key: signer.key };
  return { request, signature: await signer.sign(mailBytes(request)) };
}
