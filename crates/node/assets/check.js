// Checks proofs in this browser, with the same files that the SDK publishes.
import { verifyBundle } from "./proof.js";

const verdict = document.getElementById("verdict");

/** Says how a check ended. */
async function say(bytes, society) {
  verdict.textContent = "Checking…";
  try {
    const verified = await verifyBundle(bytes, society);
    const count = verified.claims.length;
    verdict.textContent = `✓ Holds: ${count} ${count === 1 ? "claim" : "claims"}, proven against the checkpoint of ${society.slice(0, 20)}….`;
  } catch (error) {
    verdict.textContent = `✗ Does not hold: ${error.message}`;
  }
}

const button = document.getElementById("check");
const figures = document.querySelector("[data-proof]");
if (button && figures) {
  const check = async () => {
    const answer = await fetch(figures.dataset.proof);
    await say(new Uint8Array(await answer.arrayBuffer()), figures.dataset.society);
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
