// Keys and signatures (PER-3, PER-5, PER-7), of every kind.

export * from "./ed25519.js";
export * from "./key.js";
export * from "./passkey.js";
export * from "./signature.js";
export * from "./wallet.js";
