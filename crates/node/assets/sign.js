// Signing on a page: says in words what will be signed, asks, signs with the key that this browser keeps,
// hands in.
import { base, fault, make, society, speaksFor } from "./act.js";
import { Refusal, toHex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { sha256 } from "./hash.js";
import { sessionSigner, signerOf } from "./keyring.js";
import { buildOperation, signOperation } from "./operation.js";
import { request } from "./request.js";
import { submit } from "./submit.js";

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

/** What the people are called whose identifiers stand in a text: this society says so, the key does not. */
async function namesIn(text) {
  const people = [...new Set(text.match(/person1[a-z0-9]{58}/g))].slice(0, 100);
  if (people.length === 0) return new Map();
  const named = await (await request(`${base}/api/v1/names?of=${people}`)).json();
  return new Map(named.map(({ name, person }) => [person, name]));
}

/** Puts what people are called before their identifiers, which stay: they are what is signed. */
const withNames = (words, names) =>
  words.replace(/person1[a-z0-9]{58}/g, (person) => (names.has(person) ? `${names.get(person)} (${person})` : person));

/** One operation, as nodes. `texts`: what hashes in it stand for, hashed here. */
function shown(tell, operation, texts, names) {
  const { sentence, parts } = tell(operation.action);
  const nodes = [make("p", { className: "asked" }, withNames(sentence, names))];
  if (parts.length > 0) nodes.push(make("ul", {}, ...parts.map((part) => make("li", {}, withNames(part, names)))));
  for (const text of texts) nodes.push(make("blockquote", {}, text));
  return nodes;
}

const time = (seconds) => `${new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;

/**
 * Asks before something is signed. `told`: nodes that say what; `raw`: letter for letter; `work` signs and
 * hands in. Returns what `work` returned, or `cancelled()`.
 */
export function askFor({ cancelled = () => null, note, raw, told, work }) {
  const trouble = make("div", { className: "trouble", role: "alert" });
  const sign = make("button", {}, "Sign");
  const title = make("h2", { id: "asked-title", tabIndex: -1 }, "You are about to sign");
  const cancel = make("button", { className: "quiet", type: "button" }, "Cancel");
  const form = make(
    "form",
    { method: "dialog" },
    title,
    ...told,
    make("p", { className: "soft" }, ...note),
    make("details", {}, make("summary", {}, "Letter for letter"), make("pre", { tabIndex: 0 }, raw)),
    trouble,
    make("p", { className: "actions" }, sign, cancel),
  );
  const dialog = make("dialog", {}, form);
  dialog.setAttribute("aria-labelledby", "asked-title");
  document.body.append(dialog);
  return new Promise((resolve) => {
    let isAtWork = false;
    const end = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    cancel.addEventListener("click", () => end(cancelled()));
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
        end(await work());
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

/** Shows operations and asks. Signs and hands in each; returns the receipts, or null if it was cancelled. */
async function ask(operations, texts, signer, verdict) {
  const [{ author, society: of, valid }] = operations;
  const receipts = [];
  const handed = new Set();
  const { tellerOf } = await import("./wording/needed.js");
  const tell = await tellerOf(operations.map(({ action }) => action), document.body.dataset.units);
  const about = verdict?.about ?? [];
  const names = await namesIn(JSON.stringify([operations, about]));
  return askFor({
    // What was handed in before it failed stands.
    cancelled: () => (receipts.length > 0 ? receipts : null),
    note: [
      ...(verdict ? [verdict.rule ? `It would pass now, by this line of the charter: ${verdict.rule} ` : "It would pass now: it is a right, or open to anyone. ", make("br")] : []),
      "By ", make("span", { className: "id" }, withNames(author, names)), ", in ", make("span", { className: "id" }, of),
      `, until ${time(valid.until)}. It stands in the public log for ever.`,
      ...(document.body.dataset.units ? [make("br"), "Amounts are written with the decimals that this society says; letter for letter they are in smallest units."] : []),
    ],
    raw: JSON.stringify(operations.length === 1 ? operations[0] : operations, null, 1),
    told: [
      ...operations.flatMap((operation, at) => shown(tell, operation, at === operations.length - 1 ? texts : [], names)),
      ...about.map((words) => make("p", { className: "note" }, withNames(words, names))),
      ...(verdict?.concern ? [make("p", { className: "note" }, verdict.concern)] : []),
      ...(verdict?.warnings ?? []).map((words) => make("p", { className: "note" }, words)),
      ...(verdict?.fees ?? []).map(({ words }) => make("p", { className: "note" }, words)),
    ],
    work: async () => {
      // The page need not be told what was done on it.
      document.body.dataset.actor = author;
      for (const operation of operations.slice(receipts.length)) {
        const envelope = await signOperation(operation, signer);
        const isAgain = handed.has(operation);
        handed.add(operation);
        try {
          receipts.push(await submit(`${base}/api/v1/operations?wait=view`, envelope));
        } catch (error) {
          if (error.code === "network.unreachable") {
            throw new Refusal(error.code, "No answer came. What you signed may have been taken all the same.", "", "See whether you are connected, then try again here: nothing is done twice.");
          }
          // The answer to the first try was lost on its way; what was handed in was taken.
          if (!isAgain || error.code !== "operation.replayed") throw error;
          receipts.push({});
        }
      }
      return receipts;
    },
  });
}

/** Asks whether an act would be admitted now, and in which scope a key must speak. A refusal is an answer like any other:
    nothing went wrong, and the browser has nothing to report. */
async function tried(author, action) {
  const answer = await request(`${base}/api/v1/preview?refused=told`, {
    body: canonicalBytes({ action, author }),
    headers: { "content-type": "application/json" },
    method: "POST",
  });
  const { refused, ...verdict } = await answer.json();
  if (refused) throw new Refusal(refused.code, refused.message, refused.rule, refused.next_step);
  return verdict;
}

/** What signs: a key for the session where one speaks in the scope, since that asks its owner for nothing. */
const signerIn = async (held, scope, now) =>
  (scope && (await sessionSigner(held, society, scope, now, speaksFor(held.person)))) || signerOf(held);

/** Has the key do actions once its holder agrees; `signer`: another key than that which speaks by itself. */
export async function act(held, actions, { now, signer, texts = [] }) {
  // What would be refused is refused before anybody is asked to sign. Of several, the later ones rest
  // on what the first does.
  const verdict = actions.length === 1 ? await tried(held.person, actions[0]) : null;
  const own = signer ?? (await signerIn(held, verdict?.scope, now));
  const operations = actions.map((action) =>
    buildOperation({ action, author: held.person, from: now, key: own.key, society }),
  );
  return ask(operations, texts, own, verdict);
}
