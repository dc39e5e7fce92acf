// Bringing another version of a proposal that is discussed.
import { acting } from "./acting.js";
import { onPress, store } from "./act.js";
import { Refusal } from "./bytes.js";

/** The acts that are written as they are signed. */
function written(text) {
  let acts;
  try {
    acts = JSON.parse(text.trim() || "[]");
  } catch (error) {
    throw new Refusal("page.acts", `The acts cannot be read: ${error.message}.`, "", "Write them as a list: [{…}, {…}].");
  }
  if (!Array.isArray(acts)) throw new Refusal("page.acts", "The acts are no list.", "", "Write them as a list: [{…}, {…}].");
  return acts;
}

/** Has the form bring a version. `perform` signs an act and says that it is done. */
export function begin(form, number, trouble, perform) {
  const forms = acting(form, trouble);
  const { raw, title, why } = form.elements;
  onPress(form, trouble, async () => {
    const texts = [];
    const actions = [...written(raw.value), ...(await forms.actions(texts))];
    const text = why.value.trim();
    texts.unshift(text);
    const offer = { name: "governance.offer", with: { actions, proposal: number, text: await store(text), title: title.value.trim() } };
    if (await perform("Your version is in the log.", () => offer, texts)) forms.clear();
  });
}
