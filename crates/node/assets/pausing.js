// Calling an emergency pause of the charter, for a reason that everybody reads.
import { store } from "./act.js";
import { filled, onForm } from "./forms.js";

for (const form of document.querySelectorAll("form.pausing")) {
  onForm(form, async ({ pause, text }, { texts }) => {
    const why = filled(text);
    texts.push(why);
    return { name: "charter.pause", with: { pause: pause.value, text: await store(why) } };
  });
}
