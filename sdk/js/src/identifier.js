// Identifiers of operations (OPE-4), which pages learn from receipts and programs compute themselves.

import { encodeId } from "./bech32m.js";
import { sha256 } from "./hash.js";
import { signedBytes } from "./operation.js";

/** Returns the identifier. @param {import("./operation.js").Operation} operation */
export const operationId = async (operation) => encodeId("op", await sha256(signedBytes(operation)));
