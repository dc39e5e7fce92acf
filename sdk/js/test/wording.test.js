// What one signs, in words: node --test sdk/js/test/

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { actionWords } from "../src/wording.js";
import { tellerOf } from "../src/wording/needed.js";
import { amount, span } from "../src/wording/tell.js";

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

test("a budget says that as much is taken as there is money for, and how much that is", () => {
  const [pay] = actions.filter(({ name }) => name === "treasury.pay");
  const options = ["An oven", "Lamps"].map((title) => ({ actions: [pay], title }));
  const contest = { budget: { amount: "170000", asset: "EUR" }, choose: 1, options };
  const propose = { name: "governance.propose", with: { actions: [], contest, procedure: "pot", text: "0".repeat(64) } };
  const { parts, sentence } = actionWords(propose, "EUR=2");
  assert.ok(sentence.endsWith("As many of 2 options are taken as there is money for."), sentence);
  assert.equal(parts.at(-1), "There is 1\u202f700.00 EUR to give.");
});

test("every amount and length is said as people write it, as the terminal does", async () => {
  const units = "LTC=2 BOX=0 #by-income=LTC";
  /** @type {[import("../src/operation.js").Action, string[]][]} */
  const cases = [
    [{ name: "treasury.attest", with: { account: "external-bank", asset: "LTC", held: "23001", proof: "ab".repeat(32) } }, ["230.01 LTC"]],
    [
      { name: "spending.set_budget", with: { asset: "LTC", fund: "fund-common", limit: "10000", per: 2_592_000, unspent: "carry" } },
      ["100.00 LTC", "in every 30 days;"],
    ],
    [
      {
        name: "spending.start_stream",
        with: { amount: "2400", asset: "LTC", each: "1200", every: 90_061, fund: "fund-common", pace: "accrues", times: 2, to: "fund-other" },
      },
      ["12.00 LTC every 1 day 1 hour 1 minute 1 second, 2 times: 24.00 LTC altogether"],
    ],
    [{ name: "dues.confirm_work", with: { member: "somebody", work: 5_400 } }, ["worked 1 hour 30 minutes in"]],
    [{ name: "dues.choose", with: { amount: "2600", tier: "by-income" } }, [": 26.00 LTC each time"]],
    [{ name: "treasury.pay", with: { amount: "-1250000", asset: "LTC", from: "fund-common", to: "fund-x" } }, ["-12\u202f500.00 LTC"]],
    [{ name: "treasury.pay", with: { amount: "7", asset: "BOX", from: "fund-common", to: "fund-x" } }, ["Pay 7 BOX from"]],
    [{ name: "treasury.pay", with: { amount: "7", asset: "LTC", from: "fund-common", to: "fund-x" } }, ["Pay 0.07 LTC from"]],
    [{ name: "treasury.pay", with: { amount: "7", asset: "EUR", from: "fund-common", to: "fund-x" } }, ["Pay 7 of the smallest unit of EUR"]],
  ];
  for (const [action, wanted] of cases) {
    const { parts, sentence } = actionWords(action, units);
    for (const words of wanted) assert.ok([sentence, ...parts].join(" ").includes(words), `${sentence} ${words}`);
    assert.deepEqual((await tellerOf([action], units))(action), { parts, sentence });
  }
  // The acts of a proposal too; and what is told afterwards is not told in their units.
  const [pay] = cases.map(([action]) => action).filter(({ name }) => name === "treasury.pay");
  const propose = { name: "governance.propose", with: { actions: [pay], procedure: "spending", text: "0".repeat(64) } };
  assert.ok(actionWords(propose, units).parts[0].includes("500.00 LTC"));
  assert.equal(amount({ amount: "7", asset: "LTC" }), "7 of the smallest unit of LTC");
  // No act of money says seconds or smallest units where the society's are known.
  const all = [...new Set(actions.flatMap((action) => JSON.stringify(action).match(/"asset":"[A-Z]+"/g) ?? []))];
  const known = [...all.map((one) => `${one.slice(9, -1)}=2`), "#plain=EUR", "#by-income=EUR"].join(" ");
  for (const action of actions.filter(({ name }) => OF_MONEY.includes(name.split(".")[0]))) {
    const { parts, sentence } = actionWords(action, known);
    assert.doesNotMatch([sentence, ...parts].join(" "), /smallest unit of [A-Z]|\d seconds/, action.name);
  }
  assert.equal(span(0), "no time");
  // Deadlines in running time are said as the time of day at which they come, where the society stood still.
  const invite = { name: "membership.invite", with: { key: "k", until: 1_800_000_000 } };
  assert.ok(actionWords(invite).sentence.includes("2027-01-15 08:00 UTC"));
  assert.ok(actionWords(invite, "EUR=2 @=7200").sentence.includes("2027-01-15 10:00 UTC"));
});
