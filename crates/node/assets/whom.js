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
