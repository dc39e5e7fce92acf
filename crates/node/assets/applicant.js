// On the page of who has applied: declining, with a reason or without.
import { store } from "./act.js";
import { at, filled, onForm } from "./forms.js";

onForm(at("declining"), async ({ applicant, text }, { texts }) => {
  const why = filled(text);
  if (why) texts.push(why);
  return { name: "membership.decline", with: { applicant: applicant.value, text: why && (await store(why)) } };
});
