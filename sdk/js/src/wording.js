// What an operation asks, in words. Everything here comes from the operation itself: nothing that a
// server says can make the words differ from what is signed.

import { canonical } from "./canonical.js";
import { choiceWords, many } from "./choice.js";

export { choiceWords };

/**
 * @import { Action, Operation } from "./operation.js"
 * @typedef {{ sentence: string, parts: string[] }} Told
 */

/** A time in seconds since 1970. @param {number} time */
const when = (time) => `${new Date(time * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;

/** Amounts are in smallest units; how many make one, only the society knows. @param {any} with_ */
const amount = ({ amount, asset }) => `${amount} of the smallest unit of ${asset}`;

/** @param {string[] | undefined} assets */
const ofAssets = (assets) => (assets ? ` in ${assets.join(" and ")}, and give up the rest of it` : "");

/** @param {{ kind: string, number: number }[] | undefined} against */
const againstWords = (against) =>
  against?.length
    ? `, at the value before ${against.map(({ kind, number }) => `${kind} ${number}`).join(", ")}, to which you object`
    : "";

/** @param {number | undefined} breach */
const beforeWords = (breach) => (breach ? `, at the value before the breach of claim ${breach}` : "");

/** @type {Record<string, (with_: any) => string>} */
const SENTENCES = {
  "breach.lift": ({ claim }) => `Let whom claim ${claim} of a breach stopped spend again.`,
  "breach.raise": ({ accused, evidence, since, text }) =>
    `Claim that ${accused.office ? `the office ${accused.office}` : accused.person} broke the commandment on ${when(since)}, with ${many(evidence.length, "piece")} of evidence and the public text whose SHA-256 is ${text}.`,
  "breach.rule": ({ claim, upholds }) =>
    `Rule that claim ${claim} of a breach ${upholds ? "holds" : "does not hold"}. A ruling is public, and stands.`,
  "breach.uphold": ({ claim }) => `Uphold claim ${claim} of a breach, on which the panel did not rule.`,
  "charter.amend": ({ replaces, text }) =>
    `Change the charter to the text whose SHA-256 is ${text}, in the place of ${replaces}.`,
  "charter.consent": ({ charter }) => `Agree to the charter whose SHA-256 is ${charter}.`,
  "charter.end_pause": ({ pause }) => `End the emergency pause "${pause}" before its time.`,
  "charter.pause": ({ pause, text }) =>
    `Call the emergency pause "${pause}" of the charter, for the reason in the public text whose SHA-256 is ${text}.`,
  "charter.step_down": () => "Give up what the founder alone may do, for good.",
  "dues.choose": ({ amount: chosen, tier }) =>
    `Give by the tier ${tier} from your next dues on${chosen === undefined ? "" : `: ${chosen} of the smallest unit each time`}.`,
  "dues.confirm_work": ({ member, work }) => `Confirm that ${member} worked ${work} seconds in the place of dues.`,
  "dues.donate": (with_) =>
    `Give ${amount(with_)} of your own to ${with_.to}; lists ${with_.is_named ? "may name you" : "do not name you, but the public log shows your identifier for ever"}.`,
  "dues.pay": (with_) => `Pay ${amount(with_)} of your own for dues${with_.of ? ` of ${with_.of}` : ""}.`,
  "dues.waive": ({ member, periods }) => `Waive the dues of ${member} for ${many(periods, "period")}.`,
  "exit.leave": ({ against, assets, breach }) =>
    `Leave the society, with your share${ofAssets(assets)}${againstWords(against)}${beforeWords(breach)}.`,
  "exit.take": ({ against, assets, breach, part }) =>
    `Take ${part / 10_000} % of your share${ofAssets(assets)}, and give up as much of your claim${againstWords(against)}${beforeWords(breach)}.`,
  "fork.announce": ({ text }) => `Announce a fork, for the reason in the public text whose SHA-256 is ${text}.`,
  "fork.descend": ({ fork, parent }) => `Say that this society descends from fork ${fork} of ${parent}.`,
  "fork.join": ({ fork }) => `Sign up for fork ${fork}: when its time is over, you leave the society with your share.`,
  "fork.withdraw": ({ fork }) => `Take back your signature for fork ${fork}.`,
  "governance.argue": ({ proposal, side, text }) =>
    `${{ against: "Argue against", comment: "Remark on", for: "Argue for" }[/** @type {"for"} */ (side)]} proposal ${proposal}, with the public text whose SHA-256 is ${text}.`,
  "governance.cast_ballot": ({ ballot, proposal, replaces, round }) =>
    `Cast a ballot on proposal ${proposal}${round > 1 ? `, vote ${round}` : ""}: ${choiceWords(ballot.value)}.${replaces ? ` It takes the place of your ballot ${replaces}.` : ""}`,
  "governance.object": ({ target }) => `Object to ${target.kind} ${target.number} before it takes effect.`,
  "governance.propose": ({ actions, contest, deposit, procedure, text }) =>
    `Bring a proposal, to be decided by the rule "${procedure}", with the public text whose SHA-256 is ${text}.${deposit ? ` Put down ${amount(deposit)} of your own money with it.` : ""}${contest ? ` ${many(contest.choose, "option")} of ${contest.options.length} can be taken.` : ` It does ${many(actions.length, "thing")}.`}`,
  "governance.offer": ({ actions, proposal, text, title }) =>
    `Bring "${title}", another version of proposal ${proposal}, with the public text whose SHA-256 is ${text}. It does ${many(actions.length, "thing")}.`,
  "governance.sponsor": ({ alternative, proposal }) =>
    alternative ? `Support version ${alternative} of proposal ${proposal}.` : `Support the draft ${proposal}, so that it is discussed.`,
  "governance.withdraw": ({ proposal }) => `Withdraw your proposal ${proposal}.`,
  "identity.adopt": ({ statements }) => `Change the keys of ${statements[0].statement.person}.`,
  "identity.approve_recovery": ({ person, replaces, statement }) =>
    `Agree, as a guardian of ${person}, to the new keys of the statement ${statement}${replaces ? `, instead of ${replaces}` : ""}.`,
  "identity.object": () => "Object to the recovery of your keys: you still have them.",
  "identity.recover": ({ statement }) =>
    `Ask the guardians of ${statement.statement.person} for new keys, in the place of all that they have.`,
  "identity.register": ({ inception }) =>
    `Make yourself known to the society under ${many(inception.inception.keys.length, "key")}.`,
  "membership.admit": ({ applicant }) => `Admit ${applicant}.`,
  "membership.apply": ({ invitation }) =>
    `Apply for membership${invitation ? ", with an invitation" : ""}.`,
  "membership.decline": ({ applicant }) => `Decline the application of ${applicant}.`,
  "membership.invite": ({ key, until }) =>
    `Invite whoever has the link of the invitation ${key}; it counts until about ${when(until)}.`,
  "membership.leave": () => "Leave the society, at once.",
  "membership.swear": ({ charter }) =>
    `Swear: I have read the charter whose SHA-256 is ${charter}, I keep to it, and what is decided in the way it says holds for me too, until I leave.`,
  "membership.vouch": ({ applicant }) => `Vouch for ${applicant}: I know this person.`,
  "membership.withdraw": () => "Withdraw your application.",
  "offices.call_election": ({ office }) => `Call the election for the office ${office}.`,
  "offices.resign": ({ office }) => `Give up the office ${office}.`,
  "offices.stand": ({ office }) => `Stand for the office ${office}.`,
  "offices.stand_down": ({ office }) => `Stand no longer for the office ${office}.`,
  "panels.accept": ({ sitting }) => `Take the seat for which you were drawn in draw ${sitting}.`,
  "panels.call_draw": ({ panel }) => `Have the panel ${panel} drawn by lot.`,
  "panels.claim": ({ proof, sitting }) =>
    `Take the seat of the host's resident number ${proof.number} in draw ${sitting}, with a code.`,
  "panels.commit": ({ sitting }) => `Commit to a secret by which draw ${sitting} is drawn.`,
  "panels.decline": ({ sitting }) => `Decline or give up your seat of draw ${sitting}.`,
  "panels.publish_list": ({ count, panel }) =>
    `Publish a list of ${count} people for the panel ${panel}.`,
  "panels.reveal": ({ sitting }) => `Reveal your secret by which draw ${sitting} is drawn.`,
  "panels.submit_beacon": ({ round, sitting }) =>
    `Bring round ${round} of the beacon by which draw ${sitting} is drawn.`,
  "spending.approve": (with_) =>
    `Approve request ${with_.request}: ${amount(with_)} are set aside for it.`,
  "spending.claim": ({ stream }) => `Take what has accrued to you in payment ${stream} that repeats.`,
  "spending.close_invoice": ({ invoice }) => `Close your invoice ${invoice}: it takes no more payments.`,
  "spending.invoice": (with_) =>
    `Ask ${with_.shares ? many(with_.shares.length, "payer") : "whoever has the link"} to pay ${amount(with_)} to ${with_.to}, until about ${when(with_.until)}.`,
  "spending.pay": ({ request }) => `Pay out request ${request}.`,
  "spending.pay_batch": (with_) =>
    `Make ${many(with_.lines.length, "payment")} from ${with_.fund}, ${amount(with_)} together, all or none.`,
  "spending.pay_invoice": (with_) =>
    `Pay ${amount(with_)} of your own for invoice ${with_.invoice}${with_.of ? `, the share of ${with_.of}` : ""}.`,
  "spending.reject": ({ request, text }) =>
    `Refuse request ${request}, for the reason in the public text whose SHA-256 is ${text}.`,
  "spending.request": ({ asset, fund, lines }) =>
    `Ask ${fund} for ${many(lines.length, "payment")} in the smallest unit of ${asset}.`,
  "spending.set_budget": (with_) =>
    with_.limit === undefined
      ? `End the budget of ${with_.fund} in ${with_.asset} for ${with_.category ?? "all that it pays"}.`
      : `Let ${with_.fund} pay at most ${amount({ amount: with_.limit, asset: with_.asset })} for ${with_.category ?? "all that it pays"} in every ${with_.per} seconds; what is left ${with_.unspent === "carry" ? "is carried over" : "lapses"}.`,
  "spending.set_signers": ({ fund, needed, of }) =>
    needed === 0
      ? `Have the payments of ${fund} signed no more.`
      : `Have ${needed} of ${of.kind === "office" ? `those who hold the office ${of.value}` : many(of.value.length, "member")} sign each payment of ${fund}.`,
  "spending.sign": ({ request }) => `Sign the payment of request ${request}, as a signer of its fund.`,
  "spending.start_stream": (with_) =>
    `Have ${with_.fund} pay ${with_.to} ${amount({ amount: with_.each, asset: with_.asset })} every ${with_.every} seconds, ${many(with_.times, "time")}: ${amount(with_)} altogether${with_.pace === "at_once" ? ", each when its time begins" : ", which accrue second by second"}.`,
  "spending.stop_stream": ({ stream }) => `End payment ${stream} that repeats: what was earned is paid, the rest goes back.`,
  "spending.withdraw": ({ request }) => `Take back your request ${request}.`,
  "treasury.attest": ({ account, asset, held, proof }) =>
    `Say that ${account} holds ${amount({ amount: held, asset })} for the society, as the public text shows whose SHA-256 is ${proof}.`,
  "treasury.close_account": ({ account }) => `Close ${account}, which holds nothing.`,
  "treasury.issue": (with_) => `Issue ${amount(with_)} to ${with_.to}.`,
  "treasury.open_outside": ({ account, terms }) =>
    `Open ${account}, a place outside where assets are held, as the public text says whose SHA-256 is ${terms}.`,
  "treasury.pay": (with_) => `Pay ${amount(with_)} from ${with_.from} to ${with_.to}.`,
  "treasury.receive": (with_) =>
    `Book ${amount(with_)} that came in at ${with_.from} into ${with_.to}.`,
  "treasury.take_out": (with_) => `Pass ${amount(with_)} of your own on to ${with_.to}, as no member.`,
  "treasury.transfer": (with_) => `Pass ${amount(with_)} of your own on to ${with_.to}.`,
};

/** The payments, shares and signers of an act of spending. @param {any} with_ @returns {string[]} */
function spent({ asset, lines = [], of, shares = [] }) {
  const people = of?.kind === "people" ? of.value : [];
  return [
    ...lines.map((/** @type {any} */ line) => `${amount({ ...line, asset })} to ${line.to}`),
    ...shares.map((/** @type {any} */ { parts: count, payer }) => `${many(count, "part")} by ${payer}`),
    ...people.map((/** @type {string} */ person) => `signer: ${person}`),
  ];
}

/** Fields as they are, one line each. @param {any} with_ */
const fields = (with_) =>
  Object.entries(with_ ?? {}).map(([name, value]) => `${name}: ${typeof value === "string" ? value : canonical(value)}`);

/** A key with what it may do. @param {{ expires?: number, key: string, scopes: string[] }} grant */
const grantWords = ({ expires, key, scopes }) =>
  `${key}, which may: ${scopes.join(", ")}${expires === undefined ? "" : `, until ${when(expires)}`}`;

/** A change of somebody's keys. @param {{ name: string, with: any }} change */
function changeWords({ name, with: with_ }) {
  switch (name) {
    case "add_key":
      return `One more key: ${grantWords(with_.grant)}.`;
    case "remove_key":
      return `The key ${with_.key} goes.`;
    case "recover":
      return `The new keys: ${with_.keys.map(grantWords).join("; ")}. The guardians: ${with_.guardians.persons.join(", ")}.`;
    case "set_recovery": {
      if (!with_.recovery) return "No guardians from now on.";
      const { delay, threshold, threshold_disputed } = with_.recovery;
      return `${many(threshold, "guardian")} can give new keys after ${many(delay / 86400, "day")}, ${threshold_disputed} once an old key objects.`;
    }
    default:
      return canonical({ name, with: with_ });
  }
}

/** @param {Action} action @returns {string[]} */
function parts({ name, with: with_ }) {
  if (name === "identity.register") {
    return with_.inception.inception.keys.map(
      (/** @type {any} */ { key, scopes }) => `${key}, which may: ${scopes.join(", ")}`,
    );
  }
  if (name.startsWith("spending.")) return spent(with_);
  if (name === "identity.adopt") return with_.statements.map((/** @type {any} */ { statement }) => changeWords(statement.change));
  if (name === "identity.recover") return [changeWords(with_.statement.statement.change)];
  if (name !== "governance.propose" && name !== "governance.offer") return [];
  const told = (/** @type {Action} */ action) => {
    const { sentence, parts: more } = actionWords(action);
    return [sentence, ...more].join(" ");
  };
  const options = (with_.contest?.options ?? []).map((/** @type {any} */ { actions, title }, /** @type {number} */ at) =>
    [`Option ${at + 1}, "${title}".`, ...actions.map(told)].join(" "),
  );
  const { budget } = with_.contest ?? {};
  return [...with_.actions.map(told), ...options, ...(budget ? [`There is ${amount(budget)} to give.`] : [])];
}

/**
 * Says what an action asks; one that is not known here, as its name and fields. A field of which the
 * sentence does not speak is named after it, so that nothing is signed unsaid.
 * @param {Action} action
 * @returns {Told}
 */
export function actionWords(action) {
  try {
    const { told, seen } = watched(action.with ?? {});
    const sentence = Object.hasOwn(SENTENCES, action.name) && SENTENCES[action.name](told);
    if (sentence && !sentence.includes("undefined")) {
      const unsaid = Object.entries(action.with ?? {}).filter(([name]) => !seen.has(name));
      return { sentence, parts: [...parts(action), ...fields(Object.fromEntries(unsaid))] };
    }
  } catch {
    // A shape that is not known here is shown as it is.
  }
  return { sentence: action.name, parts: fields(action.with) };
}

/** Notes which fields are read. @param {any} with_ */
function watched(with_) {
  /** @type {Set<string | symbol>} */
  const seen = new Set();
  const get = (/** @type {any} */ target, /** @type {string | symbol} */ name) => (seen.add(name), target[name]);
  return { seen, told: new Proxy(with_, { get }) };
}

/**
 * Says what will be signed: what is asked, by whom, of whom, until when. Show it before signing.
 * @param {Operation} operation
 */
export function words(operation) {
  const { action, author, society, valid } = operation;
  const until = new Date(valid.until * 1000).toISOString().replace(".000Z", "Z");
  const { sentence, parts: more } = actionWords(action);
  return [sentence, ...more.map((part) => `  ${part}`), `by ${author}`, `in ${society}`, `until ${until}`].join("\n");
}
