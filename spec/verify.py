#!/usr/bin/env python3
"""Checks a Polity proof bundle offline: python3 verify.py FILE society1... [--keep FILE]
Exit code 0: all holds; 1: refused; 2: usage. Rules: proof.md beside this file."""
import base64, hashlib, json, os, re, sys
P, L, D = (p := 2**255 - 19), 2**252 + 27742317777372353535851937790883648493, -121665 * pow(121666, -1, p) % p
class Refused(ValueError): pass
def fail(text="the file is not canonical JSON"): raise Refused(text)
def need(holds, text): return holds or fail(text)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def add(a, b):  # Ed25519 by ZIP 215: any encoding of a point, 0 <= s < L, equation times eight
    x, y, t, z = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = (y - x) % P, (z - t) % P, (z + t) % P, (y + x) % P
    return e * f % P, g * h % P, f * g % P, e * h % P
def times(n, a): return add(times(n // 2, add(a, a)), a if n % 2 else (0, 1, 1, 0)) if n else (0, 1, 1, 0)
def point(encoded):
    y = (n := int.from_bytes(encoded, "little")) % 2**255 % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0: x = x * pow(2, (P - 1) // 4, P) % P
    x = (x if x % 2 == n >> 255 else -x) if (v * x * x - u) % P == 0 else fail("a signature or a key is not a point")
    return x, y, 1, x * y % P
BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
def signed(key, signature, message):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    (x, y, z, _), (u, v, w, _) = times(8, add(times(s, BASE), times(L - k, a))), times(8, r)
    return len(signature) == 64 and s < L and times(8, a)[0] and (x * w - u * z) % P == 0 == (y * w - v * z) % P
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def depth(v): return 1 + max(map(depth, v.values() if type(v) is dict else v), default=0) if type(v) in (dict, list) else 0
def pairs(items): return dict(items) if all(re.fullmatch("[a-z0-9_]+", key) for key, _ in items) else fail()
def parse(data):
    text = data.decode() if len(data) <= 4 * 2**20 else fail("the file is longer than 4 MiB")
    value = json.loads(text, parse_float=fail, parse_constant=fail, object_pairs_hook=pairs,
        parse_int=lambda digits: int(digits) if len(digits) < 18 and abs(int(digits)) < 2**53 else fail("a number is too large"))
    fine = not re.search("[\x7f-\x9f]|(?<!\\\\)(\\\\\\\\)*\\\\[^\"\\\\n]", text) and depth(value) <= 16
    return value if fine and canonical(value) == data else fail()
def fields(value, names, optional=()):
    fine = set(names) <= set(value) <= {*names, *optional} and None not in value.values()
    return [value.get(name) for name in (*names, *optional)] if fine else fail(f"not the fields {names}")
def hashes(texts): return need(type(texts) is list and len(texts) <= 256, "no list of hashes") and [bytes.fromhex(h) for h in texts if need(re.fullmatch("[0-9a-f]{64}", h), "not a hash")]
def society_of(founding):  # the hash as Bech32m, BIP-350
    bits, check = f"{int.from_bytes(sha(b'polity/founding/v1', bytes([10]), canonical(founding)), 'big'):0256b}0000", 1
    values = [int(bits[at:at + 5], 2) for at in range(0, 260, 5)]
    for v in [3] * 7 + [0] + [ord(c) & 31 for c in "society"] + values + [0] * 6:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ v
        for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)): check ^= g * (top >> i & 1)
    values += [(check ^ 0x2BC830A3) >> at & 31 for at in range(25, -5, -5)]
    return "society1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[v] for v in values)
def node(left, right): return sha(b"\1", left, right)
def climb(index, size, leaf, path):  # root that an inclusion proof leads to, RFC 9162 2.1.3
    if size == 1 and index == 0 and not path: return leaf
    half, (*rest, beside) = 1 << (size - 1).bit_length() - 1, need(0 <= index < size > 1 and path, "an inclusion proof does not fit")
    return node(climb(index, half, leaf, rest), beside) if index < half else node(beside, climb(index - half, size - half, leaf, rest))
def grow(old, new, root, path, whole=True):  # both roots that a consistency proof leads to, RFC 9162 2.1.4
    need(type(old) is int and 0 < old <= new and (old < new or len(path) == (not whole)), "a consistency proof does not fit")
    if old == new: return (root, root) if whole else (path[0], path[0])
    half, (*rest, beside) = 1 << (new - 1).bit_length() - 1, path
    a, b = grow(old, half, root, rest, whole) if old <= half else grow(old - half, new - half, root, rest, False)
    return (a, node(b, beside)) if old <= half else (node(beside, a), node(beside, b))
def linked(old, new, path): need(grow(old[0], new[0], old[1], hashes(path)) == (old[1], new[1]), "a checkpoint does not extend another")
def sealed(seal, path, note): return entry({"entry": {"kind": "seal", "with": seal}, "inclusion": path, "index": note[0] - 1}, note) and seal
def lines(text):  # size, root and signature lines of a note
    body, name, size, root, rows = re.fullmatch("(((?:.+))\n([1-9][0-9]{0,15})\n(.{44})\n)\n((?:\u2014 [^ \n]+ [^ \n]+\n)+)", text).groups()
    decode = lambda code: need(base64.b64encode(b := base64.b64decode(code)).decode() == code and b, "not base64")
    need(int(size) < 2**53 and len(text.encode()) <= 16384, "a checkpoint is too large")
    return body.encode(), name, int(size), decode(root), [(row.split(" ")[1], decode(row.split(" ")[2])) for row in rows[:-1].split("\n")]
def noted(text, name, signers):  # every line must be a good signature of a signer, and more than two thirds must sign
    fine = signers == sorted(set(signers)) and 1 <= len(signers) <= 31 and all(re.fullmatch("ed25519:[\\w-]{43}", k) for k in signers)
    body, log, size, root, rows = lines(text)
    ids = [(key, sha(name.encode(), b"\n\1", key)[:4]) for key in (base64.urlsafe_b64decode(k[8:] + "=") for k in signers)]
    by = {key for key, id in ids for who, line in rows if (who, line[:4]) == (name, id) and signed(key, line[4:], body)}
    need(fine and log == name and len(by) == len(rows) and len(by) > len(signers) * 2 // 3, f"{len(by)} of {len(rows)} lines are by the {len(signers)} signers")
    return size, root, text
def state(body, note):
    path, key, key_hash, tree, seal, value = fields(body, "inclusion key key_hash path seal".split(), ["value"])
    (siblings, leaf), mine = fields(tree, ["siblings"], ["leaf"]), sha(key.encode())
    bits, there = f"{int.from_bytes(mine, 'big'):0256b}"[:len(siblings)], leaf is not None and hashes(fields(leaf, ["key_hash", "value_hash"]))
    if value is None: fits = not there or there[0] != mine and f"{int.from_bytes(there[0], 'big'):0256b}".startswith(bits)
    else: fits = there == [mine, sha(canonical(value))]
    root = sha(b"JMT::LeafNode", *there) if there else b"SPARSE_MERKLE_PLACEHOLDER_HASH__"
    for beside, bit in zip(hashes(siblings), bits[::-1]): root = sha(b"JMT::IntrnalNode", *((beside, root) if bit == "1" else (root, beside)))
    fits = fits and re.fullmatch("[a-z0-9_-]+(/[a-z0-9_-]+)*", key) and len(key) <= 128 and key_hash == mine.hex()
    need(fits and root.hex() == sealed(seal, path, note)["state_root"], f"the state does not say this about {key}")
    return f"state at {seal['time']}: {key} = {'no record' if value is None else canonical(value).decode()}"
def entry(body, note):
    text, path, index = fields(body, ["entry", "inclusion", "index"])
    need(type(index) is int and climb(index, note[0], sha(b"\0", canonical(text)), hashes(path)) == note[1], f"entry {index} is not in the log so")
    return f"entry {index}: {canonical(text).decode()}"
def verify(data, society, kept=None):  # size, root and text of the checkpoint, and what is proven
    text, claims, founding, version, walk, older = fields(parse(data), "checkpoint claims founding version walk".split(), ["extends"])
    need(version == "polity/proof/v1" and type(claims) is type(walk) is list and len(claims) <= 1024 >= len(walk), "another version, or too many claims")
    signers, notes = need(society_of(founding) == society and founding["signers"], "the file is about another society"), []
    for change in walk + [None]:
        note = noted(change["checkpoint"] if change else text, "polity/" + society, signers)
        if notes: linked(notes[-1], note, need(notes[-1][0] < note[0] and before, "the walk does not go on"))
        notes.append(note)
        if change:
            _, before, path, seal = fields(change, ["checkpoint", "consistency", "inclusion", "seal"])
            signers = need(sealed(seal, path, note)["signers"] != signers and seal["signers"], "a change of signers changes nothing")
    proven = [{"entry": entry, "state": state}[kind](body, note) for kind, body in (fields(c, ["kind", "with"]) for c in claims)]
    path, root, size = fields(older, ["consistency", "root", "size"]) if older is not None else ([], note[1].hex(), note[0])
    linked((size, *hashes([root])), note, path)
    known = {size: bytes.fromhex(root)} | {size: root for size, root, _ in notes}
    if kept:
        _, _, kept_size, kept_root, _ = need((own := lines(kept))[1] == "polity/" + society and own, "the kept file is about another society")
        need(kept_size <= note[0], f"rollback: the checkpoint has {note[0]} entries, you keep one of {kept_size}")
        need(kept_size in known, f"not linked: ask for a proof that goes on from the checkpoint of {kept_size} entries that you keep")
        need(known[kept_size] == kept_root, f"conflict: two histories at {kept_size} entries; publish this file and the kept one:\n{text}")
    return note, signers, proven
def main(args):
    keep = args.pop() if len(args) == 4 and args.pop(2) == "--keep" else None
    try:
        if len(args) != 2: return print(__doc__, file=sys.stderr) or 2
        note, signers, proven = verify(open(args[0], "rb").read(), args[1], open(keep).read() if keep and os.path.exists(keep) else None)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as why:
        return print(f"error: {why if isinstance(why, (Refused, OSError)) else 'the file is malformed'}", file=sys.stderr) or 1
    if keep: open(keep + ".new", "w").write(note[2]); os.replace(keep + ".new", keep)
    strength = f"{len(signers)} signers, more than two thirds must sign" if len(signers) > 1 else "one signer: it could show two histories; witnesses expose it"
    return print(f"{args[1]}\ncheckpoint: {note[0]} entries, root {note[1].hex()}\nstrength: {strength}", *proven, sep="\n") or 0
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
