// Ballots among options: what each kind has on the page, how it is read from there, and how put back.
import { Refusal } from "./bytes.js";
import { make } from "./act.js";
import { said as inMoney } from "./money.js";

const at = (id) => document.getElementById(id);
const { ties, credits: given } = at("act").dataset;
const credits = Number(given);
const said = at("said");
const form = at("ballot");

/** Numbers, in the figures of whoever reads. */
const figures = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false });
/** Titles, with the numbers by which the page calls the options. */
export const titles = new Map();
/** Those, where they are read: a title has a direction of its own. */
const names = new Map();
for (const { dataset } of at("act").querySelectorAll("[data-title]")) {
  const option = Number(dataset.option);
  const number = `${figures.format(option + 1)}. `;
  titles.set(option, `${number}${document.dir === "rtl" ? `\u2068${dataset.title}\u2069` : dataset.title}`);
  names.set(option, () => make("span", { className: "title" }, number, make("bdi", {}, dataset.title)));
}

/** What each kind of ballot has on the page, how it is read from there, and how it is put back. */
export const KINDS = {
  approve: {
    read: () => ({ approve: picked() }),
    restore: ({ approve }) => pick(approve),
  },
  basket: {
    begin: () => {
      form.addEventListener("change", weigh);
      weigh();
    },
    read: () => ({ approve: picked() }),
    restore: ({ approve }) => {
      pick(approve);
      weigh();
    },
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

/** Says what is chosen costs together, against what there is. More than that may be chosen: then the count decides. */
function weigh() {
  const { asset, decimals, has } = at("basket").dataset;
  const chosen = boxes().filter((box) => box.checked);
  const sum = chosen.reduce((all, { dataset }) => all + BigInt(dataset.cost), 0n);
  const whole = BigInt(has);
  const words = (units) => inMoney(units, Number(decimals), asset);
  const those = chosen.length === 1 ? "1 project" : `${chosen.length} projects`;
  const isOver = sum > whole;
  const rest = isOver ? `${words(sum - whole)} more than there is: the count decides which are paid for.` : `${words(whole - sum)} would be left.`;
  at("left").textContent = chosen.length === 0 ? `Nothing is chosen yet, of ${words(whole)}.` : `Chosen: ${those} for ${words(sum)} of ${words(whole)}. ${rest}`;
  at("spent").value = isOver ? 1000 : Number((sum * 1000n) / whole);
  at("spent").classList.toggle("over", isOver);
}

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
    const item = make("li", { className: isEqual ? "equal" : "" }, names.get(option)());
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
    const item = make("li", {}, names.get(option)());
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
      return small(`${by < 0 ? "−" : "+"} ${words}`, by < 0 ? `${title}: one vote less, ${words} credits` : `${title}: one vote more, ${words} credits`, change(by), cost > left);
    });
    const number = make("strong", { className: "num" }, figures.format(count).replace("-", "−"));
    item.replaceChildren(names.get(option)(), number, make("span", { className: "pair" }, ...buttons));
    if (focus?.[0] === option) (buttons[focus[1] < 0 ? 0 : 1].disabled ? buttons[focus[1] < 0 ? 1 : 0] : buttons[focus[1] < 0 ? 0 : 1]).focus();
  }
  at("left").textContent = `${left} of ${credits} credits left`;
}

