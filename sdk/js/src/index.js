// Everything of the SDK.

export * from "./bech32m.js";
export * from "./beginning.js";
export * from "./bytes.js";
export * from "./canonical.js";
export * from "./chain.js";
export * from "./client.js";
export * from "./founding.js";
export * from "./hash.js";
export * from "./identifier.js";
export * from "./invitation.js";
export * from "./keyring.js";
export * from "./keys.js";
export * from "./mail.js";
export * from "./merkle.js";
export * from "./note.js";
export * from "./operation.js";
export * from "./person.js";
export * from "./presentation.js";
export * from "./proof.js";
export * from "./qr.js";
export * from "./request.js";
export * from "./submit.js";
export { isStateKey, verifyState } from "./state.js";
export * from "./wording.js";
