// What one signs, in words: node --test sdk/js/test/

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { actionWords } from "../src/wording.js";
import { tellerOf } from "../src/wording/needed.js";

/** @type {import("../src/operation.js").Action[]} */
const actions = readFileSync(new URL("../../../crates/machine/tests/golden/actions.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
/** What moves money, which nobody signs unsaid. */
const OF_MONEY = ["dues", "exit", "spending", "treasury"];

test("what a page loads says the same as all words together", async () => {
  assert.ok(actions.length > 100);
  for (const action of actions) assert.deepEqual((await tellerOf([action]))(action), actionWords(action), action.name);
});

test("every act of money has a sentence of its own, which names each amount", () => {
  const moves = actions.filter(({ name }) => OF_MONEY.includes(name.split(".")[0]));
  assert.ok(moves.length > 30);
  for (const action of moves) {
    const { parts, sentence } = actionWords(action);
    assert.notEqual(sentence, action.name);
    const { amount } = action.with ?? {};
    if (amount !== undefined) assert.ok([sentence, ...parts].join(" ").includes(String(amount)), action.name);
  }
});

test("a field of which a sentence does not speak is named after it", () => {
  const [action] = actions.filter(({ name }) => name === "treasury.transfer");
  const told = actionWords({ ...action, with: { ...action.with, unheard_of: "a thing" } });
  assert.ok(told.parts.includes("unheard_of: a thing"));
  assert.deepEqual(actionWords({ name: "no.such", with: { a: 1 } }), { parts: ["a: 1"], sentence: "no.such" });
});

test("a field that is left out is not said", () => {
  const with_ = { amount: "5", asset: "EUR", memo: undefined, to: "fund-common" };
  assert.deepEqual(actionWords({ name: "treasury.transfer", with: with_ }).parts, []);
  assert.deepEqual(actionWords({ name: "no.such", with: { a: undefined } }).parts, []);
});

test("the acts within a proposal are told with the words of their modules", async () => {
  const [pay] = actions.filter(({ name }) => name === "treasury.pay");
  const propose = { name: "governance.propose", with: { actions: [pay], procedure: "spending", text: "0".repeat(64) } };
  const { parts } = (await tellerOf([propose]))(propose);
  assert.ok(parts[0].startsWith(actionWords(pay).sentence), parts[0]);
});
