// Taking part in a decision: a ballot by every method, an argument, an objection.
import { heldKey } from "./keyring.js";
import { Refusal } from "./bytes.js";
import { choiceWords } from "./wording.js";
import { act, base, fault, make, onPress, receiptWords, standing, store } from "./act.js";

const at = (id) => document.getElementById(id);
const root = at("act");
const { kind, stage, ties } = root.dataset;
const credits = Number(root.dataset.credits);
const number = Number(root.dataset.number);
const trouble = at("trouble");
const said = at("said");
const form = at("ballot");

let held;
let here;

const titles = new Map();
for (const { dataset } of root.querySelectorAll("[data-title]")) {
  titles.set(Number(dataset.option), `${Number(dataset.option) + 1}. ${dataset.title}`);
}

/** What each kind of ballot has on the page, how it is read from there, and how it is put back. */
const KINDS = {
  approve: {
    read: () => ({ approve: picked() }),
    restore: ({ approve }) => pick(approve),
  },
  one: {
    read: () => {
      const [option] = picked();
      if (option === undefined) throw new Refusal("page.no_choice", "No option is chosen.", "GOV-14", "Choose one, or abstain.");
      return { rank: [[option]] };
    },
    restore: ({ rank }) => pick(rank.flat()),
  },
  rank: {
    begin: () => drawRanks([]),
    read: () => {
      if (ranks.length === 0) throw new Refusal("page.no_choice", "No option is ranked.", "GOV-14", "Rank one at least, or abstain.");
      return { rank: ranks.map((rank) => [...rank].sort((a, b) => a - b)) };
    },
    restore: ({ rank }) => drawRanks(rank),
  },
  score: {
    read: () => ({ score: [...form.querySelectorAll("[data-option]")].map((input) => [Number(input.dataset.option), Number(input.value)]) }),
    restore: ({ score }) => score.forEach(([option, points]) => (at(`option-${option}`).value = points)),
  },
  spend: {
    begin: () => drawVotes(),
    read: () => ({ spend: [...votes].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b) }),
    restore: ({ spend }) => {
      votes.clear();
      spend.forEach(([option, count]) => votes.set(option, count));
      drawVotes();
    },
  },
};

const boxes = () => [...form.querySelectorAll("input[name=option]")];
const picked = () => boxes().filter((box) => box.checked).map((box) => Number(box.value));
const pick = (options) => boxes().forEach((box) => (box.checked = options.includes(Number(box.value))));

/** The order, the best first; options that are equal stand in one rank. */
let ranks = [];

/** A small button that does something to an option. */
const small = (words, label, act, isOff = false) => {
  const button = make("button", { className: "quiet small", disabled: isOff, onclick: act, type: "button" }, words);
  button.setAttribute("aria-label", label);
  return button;
};

/** Draws the order; the focus stays with the option that moved. */
function drawRanks(next, focus, say = "") {
  ranks = next;
  const order = ranks.flat();
  const row = (option) => {
    const place = order.indexOf(option);
    const title = titles.get(option);
    const isEqual = ranks.some((rank) => rank.indexOf(option) > 0);
    const swap = (by) => () => {
      const moved = [...order];
      [moved[place], moved[place + by]] = [moved[place + by], moved[place]];
      drawRanks(moved.map((one) => [one]), [option, by], `${title} is now number ${place + by + 1}.`);
    };
    const equal = () => {
      const rank = ranks.findIndex((one) => one.includes(option));
      const before = ranks.slice(0, isEqual ? rank : rank - 1);
      const rest = ranks[rank].slice(ranks[rank].indexOf(option));
      const first = ranks[rank].slice(0, ranks[rank].indexOf(option));
      const joined = isEqual ? [first, rest] : [[...ranks[rank - 1], ...ranks[rank]]];
      drawRanks([...before, ...joined, ...ranks.slice(rank + 1)], [option, 0]);
    };
    const out = () => drawRanks(ranks.map((rank) => rank.filter((one) => one !== option)).filter((rank) => rank.length), [option, 9], `${title} is not ranked.`);
    const item = make("li", { className: isEqual ? "equal" : "" }, make("span", { className: "title" }, title));
    const up = small("↑", `${title}: up`, swap(-1), place === 0);
    const down = small("↓", `${title}: down`, swap(1), place === order.length - 1);
    item.append(up, down);
    if (ties === "true" && place > 0) {
      const words = isEqual ? "≠" : "=";
      item.append(small(words, isEqual ? `${title}: below the one above` : `${title}: as good as the one above`, equal));
    }
    item.append(small("✕", `${title}: do not rank`, out));
    item.dataset.option = option;
    // The arrows do what the buttons do.
    item.addEventListener("keydown", (event) => {
      const button = { ArrowDown: down, ArrowUp: up }[event.key];
      if (!button) return;
      event.preventDefault();
      button.click();
    });
    return item;
  };
  const rest = [...titles.keys()].filter((option) => !order.includes(option));
  const add = (option) => {
    const item = make("li", {}, make("span", { className: "title" }, titles.get(option)));
    const words = `${titles.get(option)}: rank next`;
    item.append(small("Rank", words, () => drawRanks([...ranks, [option]], [option, -1], `${titles.get(option)} is now number ${order.length + 1}.`)));
    item.dataset.option = option;
    return item;
  };
  at("ranked").replaceChildren(...order.map(row));
  at("unranked").replaceChildren(...rest.map(add));
  at("unranked-title").hidden = rest.length === 0;
  if (focus) {
    const [option, by] = focus;
    const buttons = [...form.querySelectorAll(`li[data-option="${option}"] button`)];
    const wanted = by === 1 ? buttons[1] : by === 0 ? buttons[2] : buttons[0];
    (wanted && !wanted.disabled ? wanted : buttons.find((button) => !button.disabled))?.focus();
  }
  if (say) said.textContent = say;
}

/** Votes by option. */
const votes = new Map();

/** Draws the votes, what they cost, and the price of the next one. */
function drawVotes(focus) {
  const spent = [...votes.values()].reduce((sum, count) => sum + count * count, 0);
  const left = credits - spent;
  for (const item of form.querySelectorAll("li[data-option]")) {
    const option = Number(item.dataset.option);
    const title = titles.get(option);
    const count = votes.get(option) ?? 0;
    const price = (by) => (count + by) ** 2 - count ** 2;
    const change = (by) => () => (votes.set(option, count + by), drawVotes([option, by]));
    const buttons = [-1, 1].map((by) => {
      const cost = price(by);
      const words = cost > 0 ? `costs ${cost}` : `gives back ${-cost}`;
      return small(`${by < 0 ? "−" : "+"} ${words}`, `${title}: one ${by < 0 ? "less" : "more"}, ${words} credits`, change(by), cost > left);
    });
    const number = make("strong", { className: "num" }, `${count}`.replace("-", "−"));
    item.replaceChildren(make("span", { className: "title" }, title), number, make("span", { className: "pair" }, ...buttons));
    if (focus?.[0] === option) (buttons[focus[1] < 0 ? 0 : 1].disabled ? buttons[focus[1] < 0 ? 1 : 0] : buttons[focus[1] < 0 ? 0 : 1]).focus();
  }
  at("left").textContent = `${left} of ${credits} credits left`;
}

/** Says who would act here, and what they may do. */
async function refresh() {
  held = await heldKey();
  const me = make("a", { href: `${base}/me` }, "your passport");
  if (!held) {
    at("who").replaceChildren("To take part here, make a key or join on ", me, ".");
    return;
  }
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
  if (part.has_objected) said.textContent = "You have objected.";
  if (part.ballot && form) mine(part.ballot.value, part.operation);
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
  if (typeof choice !== "string") KINDS[kind]?.restore(choice);
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
  KINDS[kind]?.begin?.();
  let pressed = "";
  form.addEventListener("click", (event) => {
    if (event.target.value && event.target.type === "submit") pressed = event.target.value;
  });
  onPress(form, trouble, async () => {
    let value = pressed;
    const texts = [];
    if (pressed === "cast") {
      value = KINDS[kind].read();
      texts.push(["The options, as this page numbers them:", ...titles.values()].join("\n"));
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
simple("withdraw", "The proposal is withdrawn.", { name: "governance.withdraw", with: { proposal: number } });

try {
  await refresh();
} catch (error) {
  trouble.replaceChildren(...fault(error));
}
