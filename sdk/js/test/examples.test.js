// The examples of spec/examples, reproduced with WebCrypto alone: node --test sdk/js/test/

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import * as sdk from "../src/index.js";

const folder = new URL("../../../spec/examples/", import.meta.url);
/** @param {string} name */
const bytesOf = (name) => new Uint8Array(readFileSync(new URL(name, folder)));
/** @param {string} name */
const table = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

const seed = (/** @type {number} */ byte) => new Uint8Array(32).fill(byte);
const signerOf = async (/** @type {number} */ byte) => sdk.ed25519Signer(await sdk.ed25519FromSecret(seed(byte)));

test("enc_1 to enc_8: canonical JSON", () => {
  const { accept, refuse } = table("encoding.json");
  for (const { name, text } of accept) {
    const bytes = sdk.utf8(text);
    assert.deepEqual(sdk.canonicalBytes(sdk.parseCanonical(bytes, bytes.length)), bytes, name);
  }
  for (const { name, hex } of refuse) {
    const bytes = /** @type {Uint8Array} */ (sdk.fromHex(hex));
    assert.throws(() => sdk.parseCanonical(bytes, bytes.length), sdk.Refusal, name);
  }
  assert.throws(() => sdk.parseCanonical(sdk.utf8("{}"), 1), { code: "encoding.too_long" });
});

test("enc_9, enc_10, enc_14, per_3: text forms", async () => {
  const values = table("values.json");
  for (const { of, text } of values.hashes) assert.equal(await sdk.sha256Hex(sdk.utf8(of)), text);
  for (const { hex, text } of values.bytes.accept) {
    const bytes = /** @type {Uint8Array} */ (sdk.fromHex(hex));
    assert.equal(sdk.toBase64url(bytes), text);
    assert.deepEqual(sdk.fromBase64url(text), bytes);
  }
  for (const text of values.bytes.refuse) assert.equal(sdk.fromBase64url(text), null, text);
  const { hash, refused_as_society: refused, ...ids } = values.identifiers;
  const bytes = /** @type {Uint8Array} */ (sdk.fromHex(hash));
  const kinds = /** @type {const} */ ([["op", ids.operation], ["person", ids.person], ["society", ids.society]]);
  for (const [prefix, text] of kinds) {
    assert.equal(sdk.encodeId(prefix, bytes), text);
    assert.deepEqual(sdk.decodeId(prefix, text), bytes);
  }
  for (const text of refused) assert.throws(() => sdk.decodeId("society", text), sdk.Refusal, text);
  for (const { hex, kind, text } of values.keys.accept) {
    const key = sdk.parseKey(text);
    assert.deepEqual([key.kind, sdk.toHex(key.bytes)], [kind, hex]);
  }
  for (const text of values.keys.refuse) assert.throws(() => sdk.parseKey(text), sdk.Refusal, text);
});

test("per_1, per_2, per_8: inceptions, statements, guardians", async () => {
  const persons = table("persons.json");
  for (const { canonical, person, signed, signed_bytes: message } of persons.inceptions) {
    const inception = JSON.parse(canonical);
    assert.equal(sdk.canonical(inception), canonical);
    assert.deepEqual(sdk.inceptionBytes(inception), sdk.utf8(message));
    assert.equal(await sdk.personId(inception), person);
    for (const [at, signature] of JSON.parse(signed).signatures.entries()) {
      const { key } = inception.keys[at];
      if (key.startsWith("wallet:")) continue;
      assert.ok(await sdk.verifySignature(key, signature, sdk.utf8(message)), key);
      assert.ok(!(await sdk.verifySignature(key, signature, sdk.utf8(`${message} `))), key);
    }
  }
  for (const { canonical, hash, signed_bytes: message } of persons.statements) {
    assert.deepEqual(sdk.statementBytes(JSON.parse(canonical)), sdk.utf8(message));
    assert.equal(await sdk.statementHash(JSON.parse(canonical)), hash);
  }
  const guardians = JSON.parse(persons.guardians.canonical);
  assert.equal(await sdk.commitment(guardians), persons.guardians.commitment);
  // The same person, made here.
  const signed = JSON.parse(persons.inceptions[0].signed);
  const made = await sdk.newPerson([{ signer: await signerOf(1) }], { salt: signed.inception.salt });
  assert.deepEqual(made, { person: persons.inceptions[0].person, signed });
});

test("ope_2, ope_3: operations of each kind of key", async () => {
  const { operations } = table("operations.json");
  for (const { envelope, id, name, operation, signed_bytes: message } of operations) {
    const parsed = JSON.parse(operation);
    assert.equal(sdk.canonical(parsed), operation, name);
    assert.deepEqual(sdk.signedBytes(parsed), sdk.utf8(message), name);
    assert.equal(await sdk.operationId(parsed), id, name);
    assert.deepEqual(sdk.envelopeBytes(JSON.parse(envelope)), sdk.utf8(envelope), name);
    const signature = JSON.parse(envelope).proof.with;
    if (parsed.key.startsWith("wallet:")) continue;
    assert.ok(await sdk.verifySignature(parsed.key, signature, sdk.utf8(message)), name);
  }
  const signed = await sdk.signOperation(JSON.parse(operations[0].operation), await signerOf(1));
  assert.equal(sdk.canonical(signed), operations[0].envelope);
  await assert.rejects(sdk.signOperation(JSON.parse(operations[0].operation), await signerOf(2)), sdk.Refusal);
});

test("ope_3: a wallet gets the bytes and gives the signature of the example", async () => {
  const { operations } = table("operations.json");
  const example = operations.find((/** @type {any} */ row) => row.name === "a wallet");
  const operation = JSON.parse(example.operation);
  const signature = JSON.parse(example.envelope).proof.with.signature;
  const hex = (/** @type {string} */ text) => `0x${sdk.toHex(/** @type {Uint8Array} */ (sdk.fromBase64url(text)))}`;
  const provider = {
    request: async (/** @type {{ method: string, params?: any[] }} */ { method, params }) => {
      if (method === "eth_requestAccounts") return [hex(operation.key.slice("wallet:".length))];
      assert.equal(method, "personal_sign");
      assert.equal(params?.[0], `0x${sdk.toHex(sdk.utf8(example.signed_bytes))}`);
      return hex(signature);
    },
  };
  const envelope = await sdk.signOperation(operation, await sdk.walletSigner(provider));
  assert.equal(sdk.canonical(envelope), example.envelope);
});

test("ope_5: an operation is built for ten minutes and shown in words", () => {
  const { operations } = table("operations.json");
  const { action, author, key, society } = JSON.parse(operations[0].operation);
  const operation = sdk.buildOperation({ action, author, from: 1_795_000_010, key, society });
  assert.deepEqual(operation.valid, { from: 1_795_000_010, until: 1_795_000_610 });
  assert.ok(Number.isSafeInteger(operation.nonce));
  assert.match(sdk.words(operation), /^example\.say\n {2}text: Good evening\.\nby person1/);
  assert.throws(() => sdk.buildOperation({ action, author, key, seconds: 86_401, society }), sdk.Refusal);
});

test("gov_8, gov_14, gov_15: every ballot is told in words, options as people count", () => {
  const choices = [
    ["abstain", "abstain"],
    [{ rank: [[2], [0, 1]] }, "option 3, then option 1 as much as option 2"],
    [{ approve: [] }, "approve none of the options"],
    [{ approve: [0, 2] }, "approve option 1, option 3"],
    [{ score: [[0, 5], [2, 3]] }, "option 1: 5, option 3: 3"],
    [{ spend: [[0, -3], [1, 1]] }, "option 1: 3 votes against, option 2: 1 vote for"],
    [{ object: "ab" }, "object, for the reason whose SHA-256 is ab"],
    [{ other: 1 }, '{"other":1}'],
  ];
  for (const [choice, words] of choices) assert.equal(sdk.choiceWords(choice), words);
});

test("what is signed is said whole: acts within a proposal, and fields of which no sentence speaks", () => {
  const pay = { name: "treasury.pay", with: { amount: "500", asset: "EUR", from: "fund-common", memo: "ab", to: "person1x" } };
  const told = sdk.actionWords(pay);
  assert.equal(told.sentence, "Pay 500 of the smallest unit of EUR from fund-common to person1x.");
  assert.deepEqual(told.parts, ["memo: ab"]);
  const contest = { choose: 1, options: [{ actions: [pay], title: "Yes" }, { actions: [], title: "No" }] };
  const propose = { name: "governance.propose", with: { actions: [], contest, procedure: "p", text: "cd" } };
  assert.deepEqual(sdk.actionWords(propose).parts, [
    'Option 1, "Yes". Pay 500 of the smallest unit of EUR from fund-common to person1x. memo: ab',
    'Option 2, "No".',
  ]);
  // A shape that is not known is shown as it is.
  assert.deepEqual(sdk.actionWords({ name: "governance.object", with: { target: null } }), {
    sentence: "governance.object",
    parts: ["target: null"],
  });
  assert.deepEqual(sdk.actionWords({ name: "toString", with: { a: 1 } }), { sentence: "toString", parts: ["a: 1"] });
});

test("mem_3: an invitation's key signs for one person and one society", async () => {
  const { code, key } = await sdk.newInvitation();
  const binding = { person: "person1x", society: "society1y" };
  const proof = await sdk.acceptInvitation(` ${code}\n`, binding);
  assert.equal(proof.key, key);
  assert.ok(await sdk.verifySignature(key, proof.signature, sdk.invitationBytes(binding)));
  const other = sdk.invitationBytes({ ...binding, person: "person1z" });
  assert.ok(!(await sdk.verifySignature(key, proof.signature, other)));
  await assert.rejects(sdk.acceptInvitation(code.slice(1), binding), { code: "sdk.invitation" });
});

test("a refusal of the server keeps its sentence and its next step", async () => {
  const refusal = { code: "membership.not_member", message: "No.", next_step: "Join first.", rule: "MEM-1" };
  /** @type {any} */
  const refuses = async () => new Response(JSON.stringify(refusal), { status: 422 });
  await assert.rejects(sdk.request("/x", {}, refuses), { code: refusal.code, message: "No.", nextStep: "Join first.", rule: "MEM-1" });
  /** @type {any} */
  const fails = async () => Promise.reject(new TypeError("Failed to fetch"));
  await assert.rejects(sdk.request("/x", {}, fails), { code: "network.unreachable" });
});

test("log_3, log_4: roots, proofs, checkpoints", async () => {
  const log = table("log.json");
  const size = log.entries.length;
  const roots = log.roots.map(sdk.fromHex);
  for (const [at, { entry, leaf }] of log.entries.entries()) {
    assert.equal(sdk.toHex(await sdk.leafHash(sdk.utf8(entry))), leaf);
    const path = log.inclusions_in_the_last_size[at].path.map(sdk.fromHex);
    const hash = await sdk.leafHash(sdk.utf8(entry));
    assert.ok(await sdk.verifyInclusion(roots[size - 1], size, at, hash, path));
    assert.ok(!(await sdk.verifyInclusion(roots[size - 1], size, at + 1, hash, path)));
  }
  for (const { from, path } of log.consistencies_to_the_last_size) {
    const newer = { root: roots[size - 1], size };
    assert.ok(await sdk.verifyConsistency({ root: roots[from - 1], size: from }, newer, path.map(sdk.fromHex)));
    if (from > 1) {
      assert.ok(!(await sdk.verifyConsistency({ root: roots[from - 2], size: from }, newer, path.map(sdk.fromHex))));
    }
  }
  for (const { note, root, size: entries } of log.checkpoints) {
    const parsed = sdk.parseNote(note);
    assert.deepEqual([sdk.toHex(parsed.root), parsed.size, parsed.origin], [root, entries, log.origin]);
  }
  for (const { id, key } of log.signer_keys) {
    assert.equal(sdk.toHex(await sdk.keyId(log.origin, sdk.parseKey(key).bytes)), id);
  }
});

test("sta_4, sta_5: presence and absence in the state", async () => {
  const { paths, roots_as_records_are_added_in_order: roots } = table("state.json");
  const root = /** @type {any} */ (sdk.fromHex(roots.at(-1).root));
  for (const { key, path, value } of paths) {
    const leaf = path.leaf && {
      keyHash: sdk.fromHex(path.leaf.key_hash),
      valueHash: sdk.fromHex(path.leaf.value_hash),
    };
    const read = { leaf, siblings: path.siblings.map(sdk.fromHex) };
    const bytes = value === null ? null : sdk.utf8(value);
    assert.ok(await sdk.verifyState(root, key, bytes, read), key);
    assert.ok(!(await sdk.verifyState(root, key, sdk.utf8("0"), read)), key);
    if (value !== null) assert.ok(!(await sdk.verifyState(root, key, null, read)), key);
  }
});

test("pro_2 to pro_7: bundles that hold", async () => {
  const { proofs, society } = table("proofs.json");
  for (const expected of proofs) {
    const verified = await sdk.verifyBundle(bytesOf(expected.file), society, expected.kept);
    assert.equal(verified.checkpoint.size, expected.size, expected.file);
    assert.equal(verified.checkpoint.root, expected.root);
    assert.equal(verified.standing, expected.standing);
    assert.equal(verified.signers.length, expected.signers);
    assert.equal(verified.signedBy.length, expected.signed_by);
    assert.equal(verified.signerChanges, expected.signer_changes);
    assert.equal(verified.claims.length, expected.claims.length);
    for (const [at, claim] of verified.claims.entries()) {
      const { kind, index, sha256, key, value, height, time } = expected.claims[at];
      assert.equal(claim.kind, kind);
      if (claim.kind === "entry") {
        assert.deepEqual([claim.index, await sdk.sha256Hex(sdk.canonicalBytes(claim.entry))], [index, sha256]);
      } else {
        const text = claim.value === null ? null : sdk.canonical(claim.value);
        assert.deepEqual([claim.key, text, claim.height, claim.time], [key, value, height, time]);
      }
    }
  }
});

test("pro_2 to pro_7: bundles that must fail, each with its code", async () => {
  const { refused, society } = table("proofs-refused.json");
  for (const { bundle, code, kept, name } of refused) {
    const error = await sdk.verifyBundle(sdk.utf8(bundle), society, kept).then(
      () => assert.fail(name),
      (/** @type {any} */ reason) => reason,
    );
    assert.ok(error instanceof sdk.Refusal, `${name}: ${error.stack}`);
    // Which rule of the grammar broke first is told apart by the Rust reader alone.
    const found = code.startsWith("encoding.") ? error.code.replace(/\..*/, ".") : error.code;
    assert.ok(code.startsWith("encoding.") ? found === "encoding." : found === code, `${name}: ${error.code}`);
    if (code === "proof.conflict") {
      const { evidence } = /** @type {sdk.Conflict} */ (error);
      assert.equal(evidence.kept, kept.note);
      assert.notEqual(evidence.shown, kept.note);
    }
  }
});

test("pro_4: a wrong byte anywhere fails", async () => {
  const { proofs, society } = table("proofs.json");
  for (const { file } of proofs) {
    const good = bytesOf(file);
    const step = good.length < 2000 ? 1 : 7;
    for (let at = 0; at < good.length; at += step) {
      const bad = Uint8Array.from(good);
      bad[at] ^= 1 << (at % 8);
      await assert.rejects(sdk.verifyBundle(bad, society), sdk.Refusal, `${file} byte ${at}`);
    }
  }
});

test("pro_7: a client keeps the newest checkpoint and does not go back", async () => {
  const { society } = table("proofs.json");
  /** @type {any} */
  const send = async (/** @type {string} */ url) => new Response(bytesOf(url.split("/").at(-1) ?? ""));
  const client = new sdk.Client("https://lantern.example/", society, { fetch: send });
  assert.equal((await client.proof("/proof-entry.json")).standing, "first");
  await assert.rejects(client.proof("/proof-claims.json"), { code: "proof.not_linked" });
  assert.equal((await client.proof("/proof-extends.json")).standing, "newer");
  assert.equal((await client.proof("/proof-claims.json")).standing, "same");
  await assert.rejects(client.proof("/proof-entry.json"), { code: "proof.rollback" });
});

test("pro_7: what is kept of another society accuses nobody", async () => {
  const { proofs, society } = table("proofs.json");
  const { file, kept } = proofs.find((/** @type {any} */ proof) => proof.file === "proof-same.json");
  const note = kept.note.replace(society, `society1${"q".repeat(58)}`);
  await assert.rejects(sdk.verifyBundle(bytesOf(file), society, { note }), { code: "proof.kept_other" });
});

test("per_3: passkeys are made and used with PIN or fingerprint only", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const spki = await crypto.subtle.exportKey("spki", /** @type {CryptoKeyPair} */ (pair).publicKey);
  /** @type {any[]} */
  const asked = [];
  const bytes = new Uint8Array(4).buffer;
  const credentials = {
    create: async (/** @type {any} */ { publicKey }) => {
      asked.push(publicKey.authenticatorSelection.userVerification);
      return { rawId: bytes, response: { getPublicKey: () => spki } };
    },
    get: async (/** @type {any} */ { publicKey }) => {
      asked.push(publicKey.userVerification);
      return { response: { authenticatorData: bytes, clientDataJSON: bytes, signature: bytes } };
    },
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { credentials } });
  try {
    const made = await sdk.newPasskey({ name: "Ana", rpId: "lantern.example", rpName: "Lantern" });
    await sdk.passkeySigner(made).sign(sdk.utf8("anything"));
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  }
  assert.deepEqual(asked, ["required", "required"]);
});
