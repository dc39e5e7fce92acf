// Ethereum wallets (EIP-1193). The wallet shows and signs an EIP-191 message; the society checks it.

import { Refusal, toBase64url } from "./bytes.js";
import { keyText } from "./key.js";

/** @import { Signer } from "./key.js" */

/** @typedef {{ request: (call: { method: string, params?: unknown[] }) => Promise<any> }} Provider */

/** Returns the wallet that the browser offers. @returns {Provider} */
export function injected() {
  const provider = /** @type {{ ethereum?: Provider }} */ (globalThis).ethereum;
  if (provider) return provider;
  const nextStep = "Open this page in the browser in which the wallet is, and unlock it.";
  throw new Refusal("sdk.no_wallet", "This browser offers no wallet to the page.", "", nextStep);
}

/**
 * Makes a signer of an Ethereum wallet (EIP-1193; the wallet signs an EIP-191 message).
 * @param {Provider} provider
 * @param {string} [expected] the address that must sign; the first that the wallet names if left out
 * @returns {Promise<Signer & { address: string }>}
 */
export async function walletSigner(provider, expected) {
  /** @type {string[]} */
  const addresses = await ask(provider, { method: "eth_requestAccounts" });
  const same = (/** @type {string} */ address) => address.toLowerCase() === expected?.toLowerCase();
  const address = expected === undefined ? addresses[0] : addresses.find(same);
  if (address === undefined) {
    const nextStep = "Choose the account in the wallet, then try again.";
    throw new Refusal("sdk.other_wallet", `The wallet does not offer the account ${expected}.`, "", nextStep);
  }
  return {
    address,
    key: keyText("wallet", hexBytes(address, 20)),
    sign: async (message) => {
      const hex = `0x${Array.from(message, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
      const signature = await ask(provider, { method: "personal_sign", params: [hex, address] });
      return { signature: toBase64url(hexBytes(signature, 65)) };
    },
  };
}

/** @param {Provider} provider @param {{ method: string, params?: unknown[] }} call */
async function ask(provider, call) {
  try {
    return await provider.request(call);
  } catch (error) {
    // EIP-1193, provider errors.
    const isNo = /** @type {{ code?: number }} */ (error)?.code === 4001;
    const message = isNo ? "The wallet's owner said no." : "The wallet did not answer as asked.";
    throw new Refusal("sdk.wallet_no", message, "", "Try again, or cancel.");
  }
}

/** @param {unknown} text @param {number} length */
function hexBytes(text, length) {
  const digits = typeof text === "string" ? text.replace(/^0x/, "").toLowerCase() : "";
  if (!/^[0-9a-f]*$/.test(digits) || digits.length !== 2 * length) {
    throw new Refusal("sdk.wallet", `The wallet answered something else than ${length} bytes.`);
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
