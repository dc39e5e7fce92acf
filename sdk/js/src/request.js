// Requests to the JSON API. Whatever goes wrong becomes a Refusal that a person can act on.

import { Refusal } from "./bytes.js";

/**
 * Sends a request; a refusal of the server keeps its words.
 * @param {string} url
 * @param {RequestInit} [init]
 * @param {typeof fetch} [send]
 */
export async function request(url, init, send = globalThis.fetch.bind(globalThis)) {
  let response;
  try {
    response = await send(url, init);
  } catch {
    const nextStep = "See whether you are connected, then try again.";
    throw new Refusal("network.unreachable", "The society's server does not answer.", "", nextStep);
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  const message = body.message ?? `The server answered ${response.status}.`;
  throw new Refusal(body.code ?? "network.status", message, body.rule, body.next_step);
}
