// Taking part in a decision: a ballot by every method, an argument, an objection.
import { heldKey } from "./keyring.js";
import { Refusal } from "./bytes.js";
import { choiceWords } from "./choice.js";
import { act, base, fault, make, onPress, painted, receiptWords, standing, store } from "./act.js";

const at = (id) => document.getElementById(id);
const root = at("act");
const { kind, stage } = root.dataset;
const number = Number(root.dataset.number);
const trouble = at("trouble");
const said = at("said");
const form = at("ballot");
/** What only ballots among options need, or those that cost something. */
const options = ["one", "approve", "basket", "rank", "score", "spend"];
const among = options.includes(kind)
  ? await import("./ballot.js")
  : ["points", "votes"].includes(kind)
    ? await import("./budget.js")
    : undefined;
const ballot = among?.KINDS[kind];

let held;
let here;

/** Says who would act here, and what they may do. */
async function refresh() {
  held = await heldKey();
  if (!held) return;
  const me = make("a", { href: `${base}/me` }, "your passport");
  at("who").removeAttribute("data-keyless");
  here = await standing(held.person, number);
  const part = here.decision;
  const isMember = here.standing === "full" || here.standing === "probation";
  if (!part || part.stage !== stage) {
    at("who").textContent = "This decision has moved on. Load the page again.";
    return;
  }
  const words = part.is_eligible
    ? "You act with the key in this browser; see "
    : isMember
      ? "You are a member, and not among those who vote on this one; see "
      : "The key in this browser is no member's; see ";
  at("who").replaceChildren(words, me, ".");
  const show = (id, is) => at(id) && (at(id).hidden = !is);
  show("ballot", part.is_eligible);
  // Who may argue and object, the rules say when it is signed.
  show("arguing", true);
  show("object", isMember && !part.has_objected);
  show("withdraw", part.is_author);
  const isFull = here.standing === "full";
  show("sponsor", isFull && !part.is_author && !part.has_sponsored);
  show("offering", part.offered === undefined);
  for (const take of document.querySelectorAll("form.take-back")) {
    take.hidden = part.offered !== Number(take.dataset.version);
  }
  for (const back of document.querySelectorAll("form.back")) {
    back.hidden = !isFull || (part.backs ?? []).includes(Number(back.dataset.version));
  }
  if (part.has_objected) said.textContent = "You have objected.";
  if (part.ballot && form) mine(part.ballot.value, part.operation);
  if (form) ballot?.known?.(part.budget);
}

/** Shows the ballot that one has cast. */
function mine(choice, operation) {
  const words = make("strong", {}, capital(choiceWords(choice)));
  at("mine").hidden = false;
  at("mine").replaceChildren("Your ballot: ", words, ". ", make("span", { className: "id soft" }, `${operation.slice(0, 14)}…`));
  for (const button of form.querySelectorAll("button[value]")) {
    const isChosen = button.value === choice || (button.value === "object" && Boolean(choice.object));
    button.setAttribute("aria-pressed", String(isChosen));
  }
  if (typeof choice !== "string") ballot?.restore(choice);
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Has the key do something about this decision. `action` is made when what one is here is known anew. */
async function perform(words, action, texts = []) {
  here = await standing(held.person, number);
  const receipts = await act(held, [action(here.decision ?? {})], { now: here.now, texts });
  if (!receipts) return false;
  await refresh();
  const again = make("a", { href: location.pathname }, "Show the page as it is now");
  said.replaceChildren(...receiptWords(receipts[0], words), again);
  said.scrollIntoView({ block: "nearest" });
  return true;
}

if (form) {
  ballot?.begin?.();
  let pressed = "";
  form.addEventListener("click", (event) => {
    if (event.target.value && event.target.type === "submit") pressed = event.target.value;
  });
  onPress(form, trouble, async () => {
    let value = pressed;
    const texts = [];
    if (pressed === "cast") {
      value = ballot.read();
      if (among.titles) texts.push(["The options, as this page numbers them:", ...among.titles.values()].join("\n"));
    }
    if (pressed === "object") {
      const reason = at("reason").value.trim();
      if (!reason) throw new Refusal("page.no_reason", "An objection has a reason, and there is none.", "GOV-15", "Write it, or stand aside.");
      texts.push(reason);
      value = { object: await store(reason) };
    }
    await perform("Your ballot is cast.", ({ operation, round = 1 }) => ({
      name: "governance.cast_ballot",
      with: {
        ballot: { kind: "open", value },
        proposal: number,
        replaces: operation,
        round: round > 1 ? round : undefined,
      },
    }), texts);
  });
}
if (at("argue")) {
  onPress(at("argue"), trouble, async () => {
    const text = at("argument").value.trim();
    const hash = await store(text);
    const argue = { name: "governance.argue", with: { proposal: number, side: at("side").value, text: hash } };
    if (await perform("Your argument is in the log.", () => argue, [text])) at("argument").value = "";
  });
}
const simple = (id, words, action) => at(id) && onPress(at(id), trouble, () => perform(words, () => action));
simple("object", "Your objection is in the log.", {
  name: "governance.object",
  with: { target: { kind: "proposal", number } },
});
simple("sponsor", "Your support is in the log.", { name: "governance.sponsor", with: { proposal: number } });
for (const back of document.querySelectorAll("form.back")) {
  const alternative = Number(back.dataset.version);
  const sponsor = { name: "governance.sponsor", with: { alternative, proposal: number } };
  onPress(back, trouble, () => perform("Your support is in the log.", () => sponsor));
}
for (const take of document.querySelectorAll("form.take-back")) {
  const alternative = Number(take.dataset.version);
  const withdraw = { name: "governance.withdraw", with: { alternative, proposal: number } };
  onPress(take, trouble, () => perform("Your version is withdrawn.", () => withdraw));
}
// Its forms are loaded when somebody wants to write one.
at("offering")?.addEventListener("toggle", async () => {
  try {
    (await import("./offer.js")).begin(at("offer"), number, trouble, perform);
  } catch (error) {
    trouble.replaceChildren(...fault(error));
  }
}, { once: true });
simple("withdraw", "The proposal is withdrawn.", { name: "governance.withdraw", with: { proposal: number } });

try {
  await refresh();
} catch (error) {
  trouble.replaceChildren(...fault(error));
} finally {
  painted(held);
}
