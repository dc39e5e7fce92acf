// Having an operation that was signed never take effect (OPE-6).
import { Refusal } from "./bytes.js";
import { operationId } from "./identifier.js";
import { VALIDITY_MAX_SECONDS } from "./operation.js";

/** The act that voids an operation of which the identifier or the signed text was written; `now`: the society's time. */
export async function voidOf(written, now) {
  const text = written.trim();
  // Without its text nobody knows until when it counts; no operation counts longer than this.
  if (/^op1[a-z0-9]+$/.test(text)) return { name: "identity.void", with: { operation: text, until: now + VALIDITY_MAX_SECONDS } };
  try {
    const read = JSON.parse(text);
    const operation = read.operation ?? read;
    return { name: "identity.void", with: { operation: await operationId(operation), until: operation.valid.until } };
  } catch {
    throw new Refusal("page.operation", "This is no operation.", "OPE-6", "Write its identifier, which begins with op1, or paste the signed file.");
  }
}
