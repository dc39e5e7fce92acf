// Who is meant by what somebody wrote.
import { base } from "./act.js";
import { Refusal } from "./bytes.js";
import { request } from "./request.js";

/** An identifier or an account as it is; else whoever is called so here. What is signed shows both. */
export async function personOf(text) {
  const name = text.trim();
  if (/^(person1|fund-|external-|escrow-)[a-z0-9-]+$/.test(name)) return name;
  const [found] = await (await request(`${base}/api/v1/names?called=${encodeURIComponent(name)}`)).json();
  if (!found) {
    throw new Refusal("page.nobody", `Nobody here is called ${name}.`, "", "Write a name as it stands among the people, or an identifier.");
  }
  return found.person;
}

/** What names are compared by: written in one way, whatever the case. */
const plain = (name) => name.trim().normalize("NFKC").toLowerCase();

/**
 * Who is meant, with what they are called here, where nothing that is signed says who it is. The society says both who
 * has the written name and, asked anew by the identifier, what that person is called: they must be the same.
 */
export async function meant(text) {
  const written = text.trim();
  const person = await personOf(written);
  const [known] = await (await request(`${base}/api/v1/names?of=${person}`)).json();
  if (known && known.person !== person) throw other(written, known.name);
  if (person !== written && plain(known?.name ?? "") !== plain(written)) throw other(written, known?.name ?? person);
  return { name: known?.name, person };
}

const other = (written, name) =>
  new Refusal("page.other_person", `You wrote ${written}; whom the society gives for it is called ${name}.`, "", "Ask the person for their identifier, by another way, and write that.");
