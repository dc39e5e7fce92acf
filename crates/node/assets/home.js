// The first page: what needs whoever holds the key of this browser, before anything else.
import { heldKey } from "./keyring.js";
import { watch } from "./live.js";
import { request } from "./request.js";

const { base } = document.body.dataset;
const section = document.getElementById("yours");

/** Writes one thing that waits: how long there is, what it is, and until when. */
function row({ is_soon, left, page, until: when, words }) {
  const element = (name, given) => Object.assign(document.createElement(name), given);
  const item = element("li", {});
  item.append(element("span", { className: is_soon ? "when soon" : "when", textContent: left ?? "" }));
  item.append(element("a", { href: `${base}${page}`, textContent: words }));
  if (when) {
    const until = element("p", { className: "soft" });
    const [before, after] = section.dataset.until.split("…");
    until.append(before, element("time", { textContent: when }), after ?? "");
    item.append(until);
  }
  return item;
}

try {
  const held = await heldKey();
  const { standing } = held ? await (await request(`${base}/api/v1/people/${held.person}`)).json() : {};
  // Whoever is nobody here yet is asked to join, and nothing waits for them.
  if (held && standing !== "unknown") {
    const ask = async () => (await request(`${base}/api/v1/people/${held.person}/needs`)).json();
    const look = async () => JSON.stringify((await ask()).map(({ ends, page }) => [page, ends]));
    const show = async () => {
      const needs = await ask();
      const none = Object.assign(document.createElement("li"), { className: "none", textContent: section.dataset.none });
      document.getElementById("needed").replaceChildren(...(needs.length ? needs.map(row) : [none]));
    };
    await show();
    section.hidden = false;
    watch({ look, show });
    document.getElementById("join").hidden = true;
  }
} catch (error) {
  // What everybody sees is there; what is one's own is on the page Me, too.
  console.info("not done", error?.name, error?.message);
} finally {
  document.documentElement.dataset.answered = "yes";
}
