// On the page of the machine: who signs the log, and at which addresses passkeys work.
import { Refusal } from "./bytes.js";
import { at, onForm } from "./forms.js";

const linesOf = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);

/** Sorted as the rules have them, each once. */
const sorted = (all) => [...new Set(all)].sort();

onForm(at("signing"), ({ keys }) => ({ name: "charter.set_signers", with: { signers: sorted(linesOf(keys)) } }));

onForm(at("addressing"), ({ lines }) => {
  const parties = linesOf(lines).map((line) => {
    const [id, ...origins] = line.split(/[\s,]+/).filter(Boolean);
    if (origins.length === 0) {
      throw new Refusal("page.address", `“${line}” names no page.`, "", "Write a domain, then the addresses of its pages, such as example.org https://example.org.");
    }
    return { id, origins: sorted(origins) };
  });
  return { name: "charter.set_relying_parties", with: { relying_parties: parties.sort((a, b) => (a.id < b.id ? -1 : 1)) } };
});
