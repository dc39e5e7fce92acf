// Ballots that cost credits of the season, or give points: the price stands beside each step.
import { Refusal } from "./bytes.js";
import { make } from "./act.js";

const at = (id) => document.getElementById(id);
const isSquare = at("act").dataset.square === "true";

/** What this person has to spend; nothing is known of it before they have a key here. */
let budget;
const free = () => (budget ? budget.left + budget.bound : undefined);

/** Votes, below 0 against. */
let given = 0;
const price = (count) => (isSquare ? count ** 2 : Math.abs(count));

/** Draws the votes given, the price of the next ones, and what would be left. */
function draw(focus) {
  const most = free();
  const buttons = [-1, 1].map((by) => {
    const cost = price(given + by) - price(given);
    const words = cost > 0 ? `costs ${cost}` : `gives back ${-cost}`;
    const change = () => ((given += by), draw(by));
    const disabled = most !== undefined && price(given + by) > most;
    const button = make("button", { className: "quiet small", disabled, onclick: change, type: "button" }, `${by < 0 ? "−" : "+"} ${words}`);
    button.setAttribute("aria-label", `One vote ${by < 0 ? "less" : "more"}, ${words} credits`);
    return button;
  });
  const words = `${Math.abs(given)} ${given < 0 ? "against" : "for"}`;
  at("stepper").replaceChildren(buttons[0], make("strong", { className: "num" }, words), buttons[1]);
  const [wanted, other] = focus < 0 ? buttons : [...buttons].reverse();
  if (focus) (wanted.disabled ? other : wanted).focus();
  const left = budget ? ` ${most - price(given)} of ${budget.has} would be left in season ${budget.season}.` : "";
  at("left").textContent = `${words}: ${price(given)} credits.${left}`;
}

/** Says how many points would be left. */
function count() {
  if (!budget) return;
  const most = free();
  at("support").max = Math.max(most, 1);
  at("left").textContent = `${most - Number(at("support").value)} of ${budget.has} points would be left for other requests.`;
}

/** What each kind of ballot has on the page, how it is read from there, and how it is put back. */
export const KINDS = {
  points: {
    begin: () => at("support").addEventListener("input", count),
    known: (has) => ((budget = has), count()),
    read: () => ({ points: Number(at("support").value) }),
    restore: ({ points }) => (at("support").value = points),
  },
  votes: {
    begin: () => draw(),
    known: (has) => ((budget = has), draw()),
    read: () => {
      if (given === 0) throw new Refusal("page.no_choice", "No vote is given.", "GOV-21", "Give one at least, or abstain.");
      return { votes: given };
    },
    restore: ({ votes }) => (given = votes),
  },
};
