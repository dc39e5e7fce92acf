// A small client of the JSON API: sends envelopes, fetches bundles and checks them before anyone reads.

import { Refusal } from "./bytes.js";
import { BUNDLE_BYTES_MAX, verifyBundle } from "./proof.js";
import { request } from "./request.js";
import { submit } from "./submit.js";

/**
 * Keeps the newest checkpoint of each society; a Map, or `localStorage` through {@link storageKeeper}.
 * @typedef {{ get: (society: string) => string | null | undefined, set: (society: string, note: string) => unknown }} Keeper
 */

/** @param {Storage} storage @returns {Keeper} */
export const storageKeeper = (storage) => ({
  get: (society) => storage.getItem(`polity.checkpoint.${society}`),
  set: (society, note) => storage.setItem(`polity.checkpoint.${society}`, note),
});

export class Client {
  /**
   * @param {string} base where the API is, such as `https://lantern.example`
   * @param {string} society
   * @param {{ keeper?: Keeper, fetch?: typeof fetch }} [options]
   */
  constructor(base, society, { keeper = new Map(), fetch: send = globalThis.fetch.bind(globalThis) } = {}) {
    this.base = base.replace(/\/$/, "");
    this.society = society;
    this.keeper = keeper;
    this.send = send;
  }

  /**
   * Sends a request; a refusal of the server becomes a {@link Refusal} with its words.
   * @param {string} path
   * @param {RequestInit} [init]
   */
  request(path, init) {
    return request(`${this.base}${path}`, init, this.send);
  }

  /**
   * Sends an envelope; returns what the API answers.
   * @param {string} path
   * @param {import("./operation.js").Envelope} envelope
   */
  submit(path, envelope) {
    return submit(`${this.base}${path}`, envelope, this.send);
  }

  /**
   * Fetches a proof bundle and checks it against the checkpoint kept; keeps a newer one.
   * @param {string} path
   */
  async proof(path) {
    const note = this.keeper.get(this.society);
    const response = await this.request(path);
    const bytes = await readAtMost(response, BUNDLE_BYTES_MAX);
    const verified = await verifyBundle(bytes, this.society, note ? { note } : null);
    if (verified.standing === "first" || verified.standing === "newer") {
      this.keeper.set(this.society, verified.checkpoint.note);
    }
    return verified;
  }
}

/** @param {Response} response @param {number} limit */
async function readAtMost(response, limit) {
  const parts = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > limit) {
      await reader?.cancel();
      throw new Refusal("encoding.too_long", `The answer has more than ${limit} bytes.`, "ENC-8");
    }
    parts.push(part.value);
  }
  const whole = new Uint8Array(length);
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

