// Acting on a page: says in words what will be signed, asks, signs with the key that this browser
// keeps, hands in, and says what went wrong.
import { buildOperation, signOperation } from "./operation.js";
import { request, submit } from "./request.js";
import { signerOf } from "./keyring.js";
import { actionWords } from "./wording.js";
import { Refusal, toHex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { sha256 } from "./hash.js";

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
  if (!isKnown) console.info("not done", error?.name, error?.message);
  const nodes = [make("strong", {}, message)];
  if (next) nodes.push(make("p", {}, next));
  const code = isKnown && [error.code, error.rule].filter(Boolean).join(", ");
  if (code) nodes.push(make("p", { className: "soft" }, code));
  return nodes;
}

/** What a person is here; with their part in a decision. */
export async function standing(person, decision, at = base) {
  const part = decision === undefined ? "" : `?decision=${decision}`;
  const answer = await request(`${at}/api/v1/people/${person}${part}`);
  return answer.json();
}

/** Stores a public text and returns its hash, which is that of the text and nothing else. */
export async function store(text) {
  const body = utf8(text);
  const hash = toHex(await sha256(body));
  const answer = await request(`${base}/api/v1/records`, { body, method: "POST" });
  if ((await answer.json()) !== hash) {
    throw new Refusal("network.other_text", "The server stored another text.", "", "Do not sign. Tell the operator.");
  }
  return hash;
}

/** One operation, as nodes. `texts`: what hashes in it stand for, hashed here. */
function shown(operation, texts) {
  const { sentence, parts } = actionWords(operation.action);
  const nodes = [make("p", { className: "asked" }, sentence)];
  if (parts.length > 0) nodes.push(make("ul", {}, ...parts.map((part) => make("li", {}, part))));
  for (const text of texts) nodes.push(make("blockquote", {}, text));
  return nodes;
}

const time = (seconds) => `${new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;

/** Shows operations and asks. Signs and hands in each; returns the receipts, or null if it was cancelled. */
function ask(operations, texts, held) {
  const [{ author, society: of, valid }] = operations;
  const trouble = make("div", { className: "trouble", role: "alert" });
  const sign = make("button", {}, "Sign");
  const title = make("h2", { id: "asked-title", tabIndex: -1 }, "You are about to sign");
  const cancel = make("button", { className: "quiet", type: "button" }, "Cancel");
  const raw = JSON.stringify(operations.length === 1 ? operations[0] : operations, null, 1);
  const form = make(
    "form",
    { method: "dialog" },
    title,
    ...operations.flatMap((operation, at) => shown(operation, at === operations.length - 1 ? texts : [])),
    make(
      "p",
      { className: "soft" },
      "By ", make("span", { className: "id" }, author), ", in ", make("span", { className: "id" }, of),
      `, until ${time(valid.until)}. It stands in the public log for ever.`,
    ),
    make("details", {}, make("summary", {}, "Letter for letter"), make("pre", { tabIndex: 0 }, raw)),
    trouble,
    make("p", { className: "actions" }, sign, cancel),
  );
  const dialog = make("dialog", {}, form);
  dialog.setAttribute("aria-labelledby", "asked-title");
  document.body.append(dialog);
  const receipts = [];
  return new Promise((resolve) => {
    let isAtWork = false;
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    // What was handed in before it failed stands.
    cancel.addEventListener("click", () => end(receipts.length > 0 ? receipts : null));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (!isAtWork) cancel.click();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isAtWork) return;
      isAtWork = true;
      sign.setAttribute("aria-disabled", "true");
      sign.textContent = "Signing…";
      cancel.disabled = true;
      trouble.replaceChildren();
      try {
        const signer = await signerOf(held);
        for (const operation of operations.slice(receipts.length)) {
          const envelope = await signOperation(operation, signer);
          receipts.push(await submit(`${base}/api/v1/operations?wait=view`, envelope));
        }
        end(receipts);
      } catch (error) {
        trouble.replaceChildren(...fault(error));
        isAtWork = false;
        sign.removeAttribute("aria-disabled");
        sign.textContent = "Try again";
        cancel.disabled = false;
        sign.focus();
      }
    });
    dialog.showModal();
    // One reads before one signs.
    title.focus();
  });
}

/** Asks whether an act would be admitted now. */
const tried = (author, action) =>
  request(`${base}/api/v1/preview`, {
    body: canonicalBytes({ action, author }),
    headers: { "content-type": "application/json" },
    method: "POST",
  });

/**
 * Has the key do actions, one after the other, once its holder agrees. `texts`: texts that the last one
 * names by their hash. `now`: the society's time, since a phone's may be wrong.
 */
export async function act(held, actions, { now, texts = [] }) {
  const { key } = await signerOf(held);
  const operations = actions.map((action) =>
    buildOperation({ action, author: held.person, from: now, key, society }),
  );
  // What would be refused is refused before anybody is asked to sign. Of several, the later ones rest
  // on what the first does.
  if (actions.length === 1) await tried(held.person, actions[0]);
  return ask(operations, texts, held);
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

/** Says that something is in the log. */
export const receiptWords = (receipt, words) => [
  make("strong", {}, `✓ ${words}`),
  make(
    "p",
    {},
    "Receipt: ", entryLink(receipt.index), ` of the log, in batch ${receipt.height}. `,
    make("a", { href: `${base}/api/v1/proof?entry=${receipt.index}` }, "Download the proof"),
    ", which anybody can check.",
  ),
];
