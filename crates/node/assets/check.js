// Checks proofs in this browser, with the same files that the SDK publishes, and compares what is
// proven with what the page shows.
import { verifyBundle } from "./proof.js";
import { when } from "./when.js";
import { fault, inWords } from "./words.js";

const verdict = document.getElementById("verdict");

/** Shows the verdict: a line, sentences, and a remark. */
function show(line, sentences = [], remark = "") {
  const part = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const list = document.createElement("ul");
  list.append(...sentences.map((sentence) => part("li", sentence)));
  verdict.replaceChildren(part("strong", line), ...(sentences.length > 0 ? [list] : []), part("p", remark));
}

/** Returns what a proof says of a figure on the page, or undefined. */
function proven(verified, { key, place }) {
  if (key === "") return place === "size" ? verified.checkpoint.size : undefined;
  const claim = verified.claims.find((claim) => claim.kind === "state" && claim.key === key);
  // What nobody ever counted has no record, and that is proven too.
  if (claim?.value === null) return 0;
  return place.split(".").reduce((value, name) => value?.[name], claim?.value);
}

/** A figure in the digits of proofs, whatever those of the page. */
const plain = (text) => text.replace(/[\u06f0-\u06f9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x6c0)).replace(/[٬\u202f]/g, "");

/** Compares the figures of the page with what is proven, one sentence each. */
function compare(verified, figures) {
  return figures.map((figure) => {
    const { name } = figure.dataset;
    const shown = plain(figure.textContent.trim());
    const value = proven(verified, figure.dataset);
    const isSame = value !== undefined && String(value) === shown;
    figure.classList.toggle("differs", !isSame);
    if (isSame) return { isSame, words: `${name}: ${value}, as this page shows.` };
    const says = value === undefined ? "does not prove any" : `says ${value}`;
    return { isSame, words: `${name}: this page shows ${shown}, the proof ${says}.` };
  });
}

/** Says what a verified bundle is about, and when it was so. */
function frame(verified, society) {
  const time = verified.claims.find((claim) => claim.kind === "state")?.time;
  const at = time === undefined ? "" : ` as of ${when(time)},`;
  return `Proven${at} by the checkpoint over ${verified.checkpoint.size} entries of ${society}. ${verified.strength}`;
}

/** Says how a check ended. `figures`: what the page shows and the proof is about. */
async function say(bytes, society, figures = []) {
  show("Checking…");
  try {
    const verified = await verifyBundle(bytes, society);
    const compared = compare(verified, figures);
    if (compared.every(({ isSame }) => isSame)) {
      const sentences = figures.length > 0 ? compared.map(({ words }) => words) : inWords(verified.claims);
      show("✓ Holds. What is proven:", sentences, frame(verified, society));
    } else {
      show(
        "✗ This page shows other figures than are proven.",
        compared.map(({ words }) => words),
        `Load the page again, since something may have happened meanwhile. If they still differ, do not believe this page. ${frame(verified, society)}`,
      );
    }
  } catch (error) {
    show(`✗ Does not hold: ${fault(error)}`);
  }
}

const button = document.getElementById("check");
const figures = document.querySelector("[data-proof]");
if (button && figures) {
  const check = async () => {
    try {
      const answer = await fetch(figures.dataset.proof);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      await say(bytes, figures.dataset.society, [...figures.querySelectorAll("[data-key]")]);
    } catch (error) {
      show(`✗ The proof cannot be loaded: ${error.message}`);
    }
  };
  button.hidden = false;
  button.addEventListener("click", check);
  // A link to the page with #now at its end checks at once.
  if (location.hash === "#now") check();
}

const form = document.getElementById("check-file");
if (form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = document.getElementById("file").files[0];
    await say(new Uint8Array(await file.arrayBuffer()), document.getElementById("society").value.trim());
  });
}
