// Hears what happens while a page is open, and says so. Nothing moves under the reader's finger: what is new is
// shown when they ask for it. `data-live` of `#news` names the events that the page waits for: `*` for all, the
// beginning of a name, with `:field=value` where a field must be so, or a person whom they name. Parts of a page
// that are exchanged one by one have `data-part`; a page without any is loaded again.
import { make } from "./act.js";

const news = document.getElementById("news");
const { base } = document.body.dataset;
const wanted = (news?.dataset.live ?? "").split(" ").filter(Boolean);

/** How long to wait before it is tried again, at first and at most, and between two looks. Unit: milliseconds. */
const [FIRST, LONGEST, BETWEEN] = [2_000, 300_000, 5_000];

/** What a page's own script looks at, and how it shows that anew. */
let own = {};
let shown;
let source;
let pause = FIRST;
let again;
let looking;
let last = 0;
let wasAway = false;

/** Has a script of the page look at something of its own; `look` returns it as a text, `show` shows it anew. */
export async function watch(hooks) {
  own = { ...hooks, shown: await hooks.look() };
}

const partsOf = (page) => [...page.querySelectorAll("[data-part]")];

/** What can be read in a page, but for what scripts write into it. */
function textOf(page) {
  const parts = partsOf(page);
  const read = (part) => {
    const copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll("noscript,script,#news,#said,#trouble,dialog")) one.remove();
    return copy.textContent.replace(/\s+/g, " ");
  };
  return (parts.length > 0 ? parts : [page.querySelector("main")]).map(read).join("\n");
}

function isWanted(event) {
  return wanted.some((one) => {
    if (one === "*") return true;
    if (one.startsWith("person1")) return JSON.stringify(event).includes(one);
    const [name, field] = one.split(":");
    if (!event.name.startsWith(name)) return false;
    if (!field) return true;
    const [key, value] = field.split("=");
    const { target = {}, [key]: found = target.kind === key ? target.number : undefined } = event.with ?? {};
    return String(found) === value;
  });
}

/** Looks whether what the page shows is still so, soon, and not too often. */
function lookSoon() {
  if (looking) return;
  const soon = Math.max(300, last + BETWEEN - Date.now());
  looking = setTimeout(async () => {
    last = Date.now();
    looking = undefined;
    try {
      await look();
    } catch (error) {
      console.info("not done", error?.name, error?.message);
    }
  }, soon * (1 + Math.random() / 2));
}

async function look() {
  if (own.look && (await own.look()) !== own.shown) return tell();
  if (own.look && partsOf(document).length === 0) return;
  const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (textOf(page) !== shown) tell(page);
}

const hasDraft = () =>
  [...document.querySelectorAll("textarea,input:not([type=hidden],[readonly])")].some(
    (field) => field.checkVisibility() && (field.value !== field.defaultValue || field.checked !== field.defaultChecked),
  );

/** Says that something is new, once; `page`: as it would be loaded now. */
function tell(page) {
  const show = make("button", { className: "small", type: "button" }, "Show it");
  const later = make("button", { className: "quiet small", type: "button" }, "Not now");
  const parts = page ? partsOf(page) : [];
  const isSame = (one) => one?.dataset.stage === document.getElementById("act")?.dataset.stage;
  const swaps = parts.length > 0 && isSame(page.getElementById("act"));
  const words = !own.show && !swaps && hasDraft() ? "Something changed here. To show it clears what you have written." : "Something changed here.";
  later.addEventListener("click", async () => {
    shown = page ? textOf(page) : shown;
    news.replaceChildren();
    if (own.look) own.shown = await own.look();
  });
  show.addEventListener("click", async () => {
    if (own.show) {
      await own.show();
      own.shown = await own.look();
    } else if (!swaps) {
      location.reload();
      return;
    }
    for (const part of swaps ? parts : []) document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
    shown = textOf(document);
    const now = make("p", {}, "This is how it stands now.");
    news.replaceChildren(now);
    const first = document.querySelector("[data-part]") ?? document.querySelector("h1");
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    setTimeout(() => now.remove(), 4_000);
  });
  // Whoever reads with the ears is told once, not with every vote.
  if (news.querySelector("button")) news.querySelector(".actions").replaceChildren(show, " ", later);
  else news.replaceChildren(make("p", {}, words), make("p", { className: "actions" }, show, " ", later));
}

function leave() {
  clearTimeout(again);
  source?.close();
  source = undefined;
  wasAway = true;
}

function listen() {
  clearTimeout(again);
  if (source || document.hidden) return;
  source = new EventSource(`${base}/api/v1/events`);
  source.addEventListener("open", () => {
    pause = FIRST;
    document.body.dataset.hears = "yes";
    // What happened meanwhile, nobody told.
    if (wasAway) lookSoon();
    wasAway = false;
  });
  source.addEventListener("batch", ({ data }) => {
    const { due, operations } = JSON.parse(data);
    // What whoever reads signed on this page, its receipt says.
    const others = operations.filter(({ author }) => author !== document.body.dataset.actor);
    if ([...due, ...others.flatMap(({ events }) => events)].some(isWanted)) lookSoon();
  });
  // A browser comes back at once after a break, and never after a refusal; a server needs neither.
  source.addEventListener("error", () => {
    leave();
    again = setTimeout(listen, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST);
  });
}

if (news) {
  shown = textOf(document);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
  listen();
}
