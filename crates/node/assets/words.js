// Says in words what a proof proves.
import { when } from "./when.js";

/** An amount of minor units, as people read it. */
function money(amount, decimals, code) {
  if (decimals === undefined) return `${amount} of the smallest unit of ${code}`;
  const negative = String(amount).startsWith("-");
  const digits = String(amount).replace("-", "").padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const rest = decimals > 0 ? `.${digits.slice(-decimals)}` : "";
  return `${negative ? "-" : ""}${whole}${rest} ${code}`;
}

const STANDINGS = { ended: "no longer a member", full: "a full member", probation: "a member on probation" };
const shown = ({ attested }) =>
  attested ? `as ${attested.by} showed on ${when(attested.at)} with the text whose SHA-256 is ${attested.evidence}` : "for which nothing was shown";
const FORKS = { done: "done", leaving: "under way", open: "open", too_few: "given up" };
const RULINGS = {
  dismissed: "dismissed",
  lapsed: "lapsed",
  no_verdict: "without a verdict",
  open: "open",
  upheld: "upheld",
  waiting: "waiting for members who support it",
};
const STAGES = { awaiting: "waiting for chance", drawing: "being drawn", ended: "over", seated: "drawn" };
const LEVELS = {
  good: "nothing follows from what is open",
  membership_rests: "their powers rest, their rights do not",
  reminded: "they were reminded",
  vote_rests: "their vote rests",
};
const GONE = { left: "the founder left", silent: "the founder had signed nothing for as long as the charter says", stepped_down: "the founder stepped down" };
const OUTCOMES = { done: "took effect", failed: "passed, and could not take effect", rejected: "did not pass", withdrawn: "was withdrawn" };

/** How many have each stance. */
const stances = ({ counts, scale }) =>
  counts
    .map((count, place) => `${count} ${scale === "approve" ? ["disapprove", "approve"][place] : `give ${place + 1}`}`)
    .reverse()
    .join(", ");

/** A record that a key of the state has. `decimals`: those of the assets that the same proof proves. */
function record(key, value, decimals) {
  const [module, table, first, second] = key.split("/");
  switch (`${module}/${table}`) {
    case "membership/rolls":
      return `${value.members.count} members, ${value.full.count} of them past probation; ${value.number} people ever joined.`;
    case "membership/member":
      return `Member ${value.number}, ${first}, is ${STANDINGS[value.standing]}, joined on ${when(value.since_time)}, and swore to the charter whose SHA-256 is ${value.oath}.`;
    case "names/person":
      return value.called ? `${first} is called “${value.called}” here.` : `${first} gave up the name that they had here.`;
    case "names/look":
      return `A name that looks so is ${value.rests ? `nobody's yet: ${value.person} gave it up` : `that of ${value.person}`}.`;
    case "governance/counts":
      return `${value.made} proposals were ever made; ${value.open} are open.`;
    case "governance/proposal":
      return `Proposal ${Number(first)} is not over; it is decided under the rule "${value.procedure}".`;
    case "governance/content":
      return `What proposal ${Number(first)}, which is not over, would do: ${value.actions.length} actions${value.contest ? `, or those of some of ${value.contest.options.length} options` : ""}.`;
    case "governance/season":
      return `In season ${Number(first)}, in which votes cost credits, everybody has ${value.credits}; ${value.open} of its votes are open.`;
    case "governance/credit":
      return `In season ${Number(first)}, ${second} has spent ${value.spent} credits for good, and has credits bound in ${value.open.length} votes.`;
    case "governance/conviction":
      return `Proposal ${Number(first)} asks for ${money(value.asked, decimals.get(value.asset.toLowerCase()), value.asset)} from ${value.fund}, and is supported by ${value.points} points.`;
    case "governance/result": {
      const { yes, no, abstain } = value.tally;
      const tally = yes === undefined ? "" : `: ${yes} yes, ${no} no, ${abstain} abstained`;
      return `Proposal ${Number(first)} ${OUTCOMES[value.outcome.kind]}${tally}. It was over on ${when(value.closed)}.`;
    }
    case "governance/bodies":
      return `On proposal ${Number(first)} ${value.bodies.length} bodies vote, each for itself: ${value.bodies.map((body) => `${body.yes} yes, ${body.no} no of ${body.roll.count}`).join("; ")}.`;
    case "signals/counts":
      return `${value.asked} standing questions were ever asked; ${value.open.length} are open.`;
    case "signals/signal":
    case "signals/result":
      return `Standing question ${Number(first)}, "${value.question}", ${table === "result" ? "is closed" : "is open"}: ${stances(value)}.`;
    case "signals/stance":
      return `On standing question ${Number(first)}, ${second} ${value.stance === undefined ? "has no stance" : `says ${value.stance.points ?? value.stance}`}.`;
    case "places/figures":
      return `${value.places} places are open, of ${value.opened} that ever were; ${value.land} m² of land were shown for them.`;
    case "places/rolls":
      return `${value.residents} members are confirmed to live at a place.`;
    case "places/place":
      return `The place "${first}" is called “${value.name}”: ${value.land} m², ${shown(value)}; ${value.residents.count} live there, ${value.voters.count} of them with a vote.`;
    case "places/closed":
      return `The place "${value.id}", called “${value.place.name}”, was closed on ${when(value.closed)}, where ${value.place.residents.count} lived.`;
    case "places/residence": {
      const { now } = value;
      if (!now) return `${first} lives at no place that is said.`;
      return `${first} ${now.confirmed ? "lives" : "says that they live"} at the place "${now.place}" and ${now.counts === undefined ? "has no vote there" : "votes there"}.`;
    }
    case "breach/claim":
      return `Claim ${Number(first)} of a breach, against ${value.accused.office ?? value.accused.person}, is ${RULINGS[value.standing]}: ${value.yes} of ${value.seats} seats uphold it, ${value.no} do not.`;
    case "fork/fork":
      return `Fork ${Number(first)} is ${FORKS[value.standing]}: ${value.joined} signed up, ${value.left.count} left by it.`;
    case "fork/left":
      return `${value.person} left by fork ${Number(first)}, as number ${Number(second) + 1} of its list.`;
    case "fork/descent":
      return `The society descends from fork ${value.fork} of ${value.parent}: ${value.list.count} left by it, ${value.arrived} came over.`;
    case "panels/sitting":
      return `Draw ${Number(first)}, of the panel "${value.panel}", is ${STAGES[value.stage]}; ${value.roll.count} were drawn of ${value.candidates.roll.count}.`;
    case "treasury/balance":
      return `The account ${first} holds ${money(value, decimals.get(second), second.toUpperCase())}.`;
    case "treasury/asset": {
      const code = first.toUpperCase();
      return `Of ${code}, ${money(value.issued, value.decimals, code)} were ever issued, in ${value.postings.count} movements of it.`;
    }
    case "spending/request":
      return `Request ${Number(first)} asks ${value.fund} to pay ${value.total} of the smallest unit of ${value.asset}, and is ${value.standing}.`;
    case "spending/invoice": {
      const paid = value.shares.filter((share) => share.paid_by !== undefined).length;
      return `Invoice ${Number(first)} pays ${value.to}; ${paid} of ${value.shares.length} shares are paid, and it takes ${value.is_closed ? "no more payments" : "payments until its time is over"}.`;
    }
    case "spending/counts":
      return `${value.requests} requests were ever made, ${value.requests_open.count} of them wait; ${value.invoices} invoices; ${value.streams} payments that repeat, ${value.streams_open.count} of them running.`;
    case "spending/owed":
      return `${value} of the smallest unit of ${second.toUpperCase()} are set aside out of ${first} for payments.`;
    case "dues/asked":
      return `${first} asks that the dues of ${value.periods} periods be waived.`;
    case "dues/sponsor":
      return `${value.by} pays the dues of ${first}, up to ${value.left} of the smallest unit of ${value.asset}.`;
    case "dues/sponsored":
      return `${first} pays the dues of ${value.length} members.`;
    case "dues/account":
      return `${first} owes the dues of ${value.open.length} periods, and has paid those of ${value.paid}; ${LEVELS[value.level]}.`;
    case "charter/current":
      return `Version ${value.version} of the charter is in force; its SHA-256 is ${value.hash}.`;
    case "charter/founder":
      return `The founder's silence is counted from ${when(value.time)}${value.is_watched ? "" : ", and under this charter nobody waits for its end"}.`;
    case "charter/succeeded":
      return `Since ${when(value.since)} nothing is the founder's alone: ${GONE[value.why]}.`;
    default:
      return null;
  }
}

/** A key of the state that has no record. */
function nothing(key) {
  const [module, table, first, second] = key.split("/");
  if (`${module}/${table}` === "treasury/balance") {
    return `The account ${first} has no record in ${second.toUpperCase()}, which means that it holds 0.`;
  }
  if (key === "charter/succeeded") return "The founder is there: what is the founder's alone has not passed on.";
  if (key === "charter/founder") return "Nobody counts the founder's silence.";
  return `There is no record "${key}".`;
}

/** An entry of the log. */
function entry({ entry, index }) {
  if (entry.kind === "founding") return `Entry ${index} of the log is the founding.`;
  if (entry.kind === "seal") return `Entry ${index} of the log is the seal of batch ${entry.with.height}.`;
  const { action, author } = entry.with?.operation ?? {};
  if (!action) return `Entry ${index} stands in the log.`;
  return `Entry ${index} of the log is "${action.name}", signed by ${author}.`;
}

/** Says what each claim of a verified bundle proves, one sentence each. */
export function inWords(claims) {
  const decimals = new Map();
  for (const { key, value } of claims) {
    if (key?.startsWith("treasury/asset/") && value) decimals.set(key.split("/")[2], value.decimals);
  }
  return claims.map((claim) => {
    if (claim.kind === "entry") return entry(claim);
    if (claim.value === null) return nothing(claim.key);
    let words = null;
    try {
      words = record(claim.key, claim.value, decimals);
    } catch {
      // A record of another shape is shown as it is.
    }
    return words ?? `The record "${claim.key}" says ${JSON.stringify(claim.value)}.`;
  });
}

/** What is wrong with a proof, in words, by the code of the refusal. */
const FAULTS = {
  "proof.claim": "Something that the file says is not what the society's signers signed.",
  "proof.extension": "The log does not go on from where the file says it went on.",
  "proof.other_society": "The file is about another society than the one you named.",
  "proof.signers": "The founding in the file names no proper signers.",
  "proof.too_many": "The file holds more than this page reads.",
  "proof.version": "The file is of a kind that this page does not read.",
  "proof.walk": "A change of the society's signers does not hold.",
};

/** Says why a check failed. */
export const fault = (error) => {
  const words = FAULTS[error.code];
  return words ? `${words} In detail: ${error.message}` : error.message;
};
