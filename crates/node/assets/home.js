// The first page: what needs whoever holds the key of this browser, before anything else.
import { heldKey } from "./keyring.js";
import { watch } from "./live.js";
import { request } from "./request.js";

const { base } = document.body.dataset;
const section = document.getElementById("yours");

/** Writes one thing that waits, with the time at which it ends. */
function row({ ends, page, until: when, words }) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: `${base}${page}`, textContent: words });
  item.append(link);
  if (ends) {
    const time = Object.assign(document.createElement("time"), { dateTime: new Date(ends * 1000).toISOString(), textContent: when });
    const until = Object.assign(document.createElement("span"), { className: "soft" });
    const [before, after] = section.dataset.until.split("…");
    until.append(before, time, after ?? "");
    item.append(document.createElement("br"), until);
  }
  return item;
}

try {
  const held = await heldKey();
  if (held) {
    const ask = async () => (await request(`${base}/api/v1/people/${held.person}/needs`)).json();
    const look = async () => JSON.stringify((await ask()).map(({ ends, page }) => [page, ends]));
    const show = async () => {
      const needs = await ask();
      const none = Object.assign(document.createElement("li"), { textContent: section.dataset.none });
      document.getElementById("needed").replaceChildren(...(needs.length ? needs.map(row) : [none]));
    };
    await show();
    section.hidden = false;
    watch({ look, show });
    // Who is somebody here already is not asked to join.
    document.getElementById("join").hidden = true;
  }
} catch (error) {
  // What everybody sees is there; what is one's own is on the page Me, too.
  console.info("not done", error?.name, error?.message);
} finally {
  document.documentElement.dataset.answered = "yes";
}
