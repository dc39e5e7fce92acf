// What every page with a key on it needs: elements, words for what went wrong, what one is here. What
// signs is loaded when something is signed.
import { request } from "./request.js";
import { Refusal } from "./bytes.js";

const { base, society } = document.body.dataset;
export { base, society };

/** Makes an element: attributes, then what is in it. */
export function make(name, attributes = {}, ...content) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...content);
  return element;
}

/** A link to an entry of the log. */
export const entryLink = (index) => make("a", { href: `${base}/log/${index}` }, `entry ${index}`);

/** Says what went wrong, and what to do now, as nodes. */
export function fault(error) {
  const isKnown = error instanceof Refusal;
  let message = isKnown ? error.message : "Something failed in this page.";
  let next = isKnown ? error.nextStep : "Load the page again; tell the operator if it stays.";
  if (error?.name === "NotAllowedError") {
    message = "The device did not sign: it was refused there, or it took too long.";
    next = "Try again, or cancel.";
  }
  // A module that did not come is a bad line, and no fault of the page: what is written stays.
  if (error instanceof TypeError && /import|module/i.test(error.message)) {
    message = "The society's server does not answer.";
    next = "See whether you are connected, then try again.";
  }
  if (!isKnown) console.info("not done", error?.name, error?.message);
  const nodes = [make("strong", {}, message)];
  if (next) nodes.push(make("p", {}, next));
  const code = isKnown && [error.code, error.rule].filter(Boolean).join(", ");
  if (code) nodes.push(make("p", { className: "soft" }, make("span", { className: "id" }, code)));
  return nodes;
}

/** What a person is here; with their part in a decision, or `why` they do not have some powers alone. */
export async function standing(person, decision, at = base, why = []) {
  const asked = new URLSearchParams({ ...(decision === undefined ? {} : { decision }), ...(why.length > 0 ? { why } : {}) });
  const answer = await request(`${at}/api/v1/people/${person}${asked.size > 0 ? `?${asked}` : ""}`);
  return answer.json();
}

/** Says of a key whether it speaks for a person here. */
export const speaksFor = (person) => async (key) => (await standing(person)).keys.some((grant) => grant.key === key);

/** Has an act go into a proposal, where it is said in words with all that it does. */
export function carry(action) {
  location.href = `${base}/decisions#acts=${encodeURIComponent(JSON.stringify([action]))}`;
}

/** Stores a public text and returns its hash, which is that of the text and nothing else. */
export const store = async (text) => (await import("./sign.js")).store(text);

/**
 * Has the key do actions, one after the other, once its holder agrees. `texts`: texts that the last one
 * names by their hash. `now`: the society's time, since a phone's may be wrong.
 */
export const act = async (held, actions, options) => (await import("./sign.js")).act(held, actions, options);

/** Shows a QR code of a text in a place. */
export async function drawCode(place, text, label) {
  const { qrSvg } = await import("./qr.js");
  const drawn = new DOMParser().parseFromString(qrSvg(text, label), "image/svg+xml").documentElement;
  place.replaceChildren(drawn);
}

let answers = 0;

/**
 * Has the page painted whole, now that it is known whose key this browser keeps; the next page is told whether
 * there is one, so that it waits for nothing where there is none. Where several scripts of a page are marked
 * `data-answers`, the last of them has it painted.
 */
export function painted(held) {
  answers += 1;
  if (answers < document.querySelectorAll("script[data-answers]").length) return;
  document.documentElement.dataset.answered = "yes";
  document.documentElement.toggleAttribute("data-held", Boolean(held));
  document.cookie = `polity-held=${held ? "yes" : "no"}; path=/; max-age=31536000; SameSite=Lax`;
}

/** Has a button do something once at a time; what goes wrong is said in `place`. */
export function onPress(button, place, work) {
  const kind = button instanceof HTMLFormElement ? "submit" : "click";
  button.addEventListener(kind, async (event) => {
    event.preventDefault();
    if (button.dataset.busy) return;
    button.dataset.busy = "yes";
    place.replaceChildren();
    try {
      await work();
    } catch (error) {
      place.replaceChildren(...fault(error));
      place.scrollIntoView({ block: "nearest" });
    } finally {
      delete button.dataset.busy;
    }
  });
}

/** Says that something is in the log. Of what was taken though the answer was lost there is no receipt here. */
export const receiptWords = (receipt, words) => receipt.index === undefined ? [make("strong", {}, `✓ ${words}`)] : [
  make("strong", {}, `✓ ${words}`),
  make(
    "p",
    {},
    "Receipt: ", entryLink(receipt.index), ` of the log, in batch ${receipt.height}. `,
    make("a", { href: `${base}/api/v1/proof?entry=${receipt.index}` }, "Download the proof"),
    ", which anybody can check.",
  ),
];
