// Asking a fund to pay, with receipts that are hashed here; asking others to pay; refusing; checking a
// receipt that somebody shows.
import { base, make, onPress, store } from "./act.js";
import { Refusal, concat, fromHex, toHex } from "./bytes.js";
import { at, decimalsOf, filled, inUnits, money, onForm } from "./forms.js";
import { sha256 } from "./hash.js";
import { request } from "./request.js";
import { personOf } from "./whom.js";

/** Largest receipt. Unit: bytes. */
const RECEIPT_BYTES_MAX = 20 * 2 ** 20;
/** What a public record holds. Unit: bytes. */
const RECORD_BYTES_MAX = 64 * 2 ** 10;

const asking = at("asking");
const billing = at("billing");

/** Receipts of the request that is written: where each stays, and how it is named. */
let receipts = [];

/** Hashes a receipt: with a salt if it stays with its owner, by itself if everybody may read it. */
async function receiptOf(file, isPublic) {
  const most = isPublic ? RECORD_BYTES_MAX : RECEIPT_BYTES_MAX;
  if (file.size > most) {
    const next = isPublic ? "Make it smaller, or keep it to yourself: then its hash alone is public." : "Make it smaller.";
    throw new Refusal("page.receipt", `${file.name} has ${file.size} bytes; at most ${most} are taken.`, "", next);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isPublic) return { bytes, hash: toHex(await sha256(bytes)), name: file.name };
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { hash: toHex(await sha256(concat(salt, bytes))), name: file.name, salt: toHex(salt) };
}

/** Stores the receipts that everybody may read, and says how the others are kept. */
async function keep(number) {
  for (const { bytes } of receipts.filter((receipt) => receipt.bytes)) {
    await request(`${base}/api/v1/records`, { body: bytes, method: "POST" });
  }
  const own = receipts.filter(({ salt }) => salt);
  if (own.length === 0) return [];
  const lines = own.map(({ hash, name, salt }) => `${name}\t${salt}\t${hash}\n`).join("");
  const slip = URL.createObjectURL(new Blob([lines], { type: "text/plain" }));
  const link = make("a", { download: `receipts-of-request-${number}.txt`, href: slip }, "Save the salts");
  link.classList.add("button", "quiet");
  return [
    make("p", {}, "Keep these files, and with each its salt: whoever gets both can check the receipt."),
    make("ul", { id: "salts" }, ...own.map(({ name, salt }) => make("li", {}, `${name}: `, make("span", { className: "id" }, salt)))),
    make("p", { className: "actions" }, link),
  ];
}

/** The number of the newest request or invoice that one made. */
async function newest(kind, person) {
  const { rows } = await (await request(`${base}/api/v1/${kind}`)).json();
  return rows.find(({ by }) => by === person)?.number;
}

/** A link to what was made. */
const linkTo = (path, words) => make("p", {}, make("a", { href: `${base}/${path}` }, words));

onForm(
  asking,
  async (fields, { person, texts }) => {
    const decimals = decimalsOf(fields.asset);
    const lines = await Promise.all([...asking.querySelectorAll(".line")].map(async (line) => {
      const [to, amount] = line.querySelectorAll("input");
      return { amount: inUnits(amount.value, decimals), to: filled(to) ? await personOf(to.value) : person };
    }));
    const written = [...asking.querySelectorAll(".line")].map((line) => `${line.querySelectorAll("input")[1].value.trim()} ${fields.asset.value}`);
    const isPublic = fields.published.checked;
    receipts = await Promise.all([...fields.receipts.files].map((file) => receiptOf(file, isPublic)));
    const text = filled(fields.text);
    texts.push([written.join(" + "), text].filter(Boolean).join("\n"));
    for (const { name, salt } of receipts) texts.push(salt ? `${name} stays with you; its hash alone is public.` : `${name} can be read by everybody, for ever.`);
    return {
      name: "spending.request",
      with: {
        asset: fields.asset.value,
        category: filled(fields.category),
        fund: fields.fund.value,
        lines,
        receipts: receipts.length > 0 ? receipts.map(({ hash }) => hash) : undefined,
        text: text && (await store(text)),
      },
    };
  },
  async ({ person }) => {
    for (const line of [...asking.querySelectorAll(".line")].slice(1)) line.remove();
    const number = await newest("requests", person);
    return [linkTo(`spending/${number}`, `Show request ${number}`), ...(await keep(number))];
  },
);

at("another")?.addEventListener("click", () => {
  const [first] = asking.querySelectorAll(".line");
  const line = first.cloneNode(true);
  for (const field of line.querySelectorAll("input")) field.value = "";
  const remove = make("button", { className: "quiet small", type: "button" }, at("another").dataset.remove);
  remove.addEventListener("click", () => (line.remove(), at("another").focus()));
  line.append(remove);
  [...asking.querySelectorAll(".line")].at(-1).after(line);
  line.querySelector("input").focus();
});

/** Who pays how many parts: a person, with the parts after a space. A name may end in a figure of its own. */
async function shareIn(line) {
  const [, name, parts] = /^(.*?)\s+(\d+)$/.exec(line) ?? [];
  const whole = await personOf(line).catch((error) => {
    if (!parts) throw error;
  });
  return whole ? { parts: 1, payer: whole } : { parts: Number(parts), payer: await personOf(name) };
}

/** Who pays how many parts, one on each line. */
const sharesIn = (text) => Promise.all(text.split("\n").map((line) => line.trim()).filter(Boolean).map(shareIn));

onForm(
  billing,
  async (fields, { person, running, texts }) => {
    const { amount, asset, written } = money(fields);
    const shares = await sharesIn(fields.payers.value);
    const text = filled(fields.text);
    texts.push([written, text].filter(Boolean).join("\n"));
    return {
      name: "spending.invoice",
      with: {
        amount,
        asset,
        category: filled(fields.category),
        shares: shares.length > 0 ? shares : undefined,
        text: text && (await store(text)),
        to: filled(fields.to) ?? person,
        until: running + Number(fields.days.value) * 86_400,
      },
    };
  },
  async ({ person }) => {
    const number = await newest("invoices", person);
    return [linkTo(`invoices/${number}`, `Show invoice ${number}`)];
  },
);

onForm(at("refusing"), async (fields, { texts }) => {
  texts.push(fields.text.value.trim());
  return { name: "spending.reject", with: { request: Number(fields.request.value), text: await store(fields.text.value.trim()) } };
});

const checking = at("checking");
if (checking) {
  const verdict = at("checked");
  onPress(checking, verdict, async () => {
    const { file, salt } = checking.elements;
    const bytes = new Uint8Array(await file.files[0].arrayBuffer());
    const salted = fromHex(salt.value.trim());
    if (!salted) throw new Refusal("page.salt", "A salt is 32 hexadecimal digits; a public receipt has none.", "SPE-4", "Ask whoever made the request for it.");
    const hash = toHex(await sha256(concat(salted, bytes)));
    const place = [...document.querySelectorAll("[data-receipt]")].findIndex((one) => one.dataset.receipt === hash);
    if (place < 0) throw new Refusal("spending.other_receipt", "This file with this salt is none of the receipts.", "SPE-4", "Ask for the file as it was, byte by byte, and for its salt.");
    verdict.replaceChildren(make("strong", {}, `✓ This is receipt ${place + 1}.`));
  });
}
