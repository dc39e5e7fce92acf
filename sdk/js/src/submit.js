// Hands operations in.

import { envelopeBytes } from "./operation.js";
import { request } from "./request.js";

/**
 * Sends an envelope; returns the receipt.
 * @param {string} url
 * @param {import("./operation.js").Envelope} envelope
 * @param {typeof fetch} [send]
 */
export async function submit(url, envelope, send) {
  const headers = { "content-type": "application/json" };
  const response = await request(url, { body: envelopeBytes(envelope), headers, method: "POST" }, send);
  return response.json();
}
