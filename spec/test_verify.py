"""Holds verify.py against the examples: python3 -m unittest discover -s spec -p 'test_*.py'"""
import contextlib, io, json, pathlib, sys, tempfile, unittest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
import verify  # noqa: E402

EXAMPLES = HERE / "examples"
ERRORS = (verify.Refused, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


def table(name):
    return json.loads((EXAMPLES / name).read_text())


def passes(data, society, kept=None):
    try:
        return verify.verify(data, society, kept)
    except ERRORS:
        return None


class Examples(unittest.TestCase):
    def test_enc_1_canonical_json(self):
        cases = table("encoding.json")
        for case in cases["accept"]:
            verify.parse(case["text"].encode())
        for case in cases["refuse"]:
            with self.assertRaises(ERRORS, msg=case["name"]):
                verify.parse(bytes.fromhex(case["hex"]))

    def test_enc_14_identifiers(self):
        log = table("log.json")
        founding = json.loads(log["entries"][0]["entry"])["with"]["founding"]
        self.assertEqual(verify.society_of(founding), log["founding"]["society"])
        good = (EXAMPLES / "proof-same.json").read_bytes()
        for text in table("values.json")["identifiers"]["refused_as_society"]:
            self.assertIsNone(passes(good, text), text)

    def test_ope_2_operations_and_per_1_inceptions(self):
        for case in table("operations.json")["operations"]:
            envelope = json.loads(case["envelope"])
            self.assertEqual(verify.canonical(envelope), case["envelope"].encode())
            self.assertEqual(verify.canonical(envelope["operation"]), case["operation"].encode())
            message = b"polity/operation/v1\n" + case["operation"].encode()
            self.assertEqual(message, case["signed_bytes"].encode())
            key, signature = envelope["operation"]["key"], envelope["proof"]["with"]["signature"]
            if key.startswith("ed25519:"):
                decode = lambda text: verify.base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
                self.assertTrue(verify.signed(decode(key[8:]), decode(signature), message))
                self.assertFalse(verify.signed(decode(key[8:]), decode(signature), message + b" "))
        for case in table("persons.json")["inceptions"]:
            message = b"polity/inception/v1\n" + verify.canonical(json.loads(case["canonical"]))
            self.assertEqual(message, case["signed_bytes"].encode())

    def test_log_3_roots_and_proofs(self):
        log = table("log.json")
        leaves = [verify.sha(b"\0", row["entry"].encode()) for row in log["entries"]]
        self.assertEqual([leaf.hex() for leaf in leaves], [row["leaf"] for row in log["entries"]])
        size, roots = len(leaves), [bytes.fromhex(root) for root in log["roots"]]
        for row in log["inclusions_in_the_last_size"]:
            path = verify.hashes(row["path"])
            self.assertEqual(verify.climb(row["index"], size, leaves[row["index"]], path), roots[-1])
        for row in log["consistencies_to_the_last_size"]:
            verify.linked((row["from"], roots[row["from"] - 1]), (size, roots[-1]), row["path"])

    def test_pro_5_bundles_hold(self):
        proofs = table("proofs.json")
        for case in proofs["proofs"]:
            data = (EXAMPLES / case["file"]).read_bytes()
            kept = case["kept"] and case["kept"]["note"]
            if case["standing"] == "older":  # this script refuses to go back, proof or none
                self.assertIsNone(passes(data, proofs["society"], kept))
                kept = None
            note, signers, proven = verify.verify(data, proofs["society"], kept)
            found = (note[0], note[1].hex(), len(signers), len(proven))
            expected = (case["size"], case["root"], case["signers"], len(case["claims"]))
            self.assertEqual(found, expected, case["file"])

    def test_pro_7_refused_bundles_and_rollbacks(self):
        proofs = table("proofs-refused.json")
        for case in proofs["refused"]:
            kept = case["kept"] and case["kept"]["note"]
            self.assertIsNone(passes(case["bundle"].encode(), proofs["society"], kept), case["name"])

    def test_pro_7_a_kept_file_of_another_log_accuses_nobody(self):
        society = table("proofs.json")["society"]
        data, other = (EXAMPLES / "proof-same.json").read_bytes(), "society1" + "q" * 58
        kept = json.loads(data)["checkpoint"].replace(society, other)
        with self.assertRaisesRegex(verify.Refused, "another society"):
            verify.verify(data, society, kept)
        self.assertIsNotNone(passes(data, society, json.loads(data)["checkpoint"]))

    def test_pro_4_a_wrong_byte_anywhere_is_refused(self):
        society = table("proofs.json")["society"]
        for file, step in (("proof-same.json", 1), ("proof-state.json", 3), ("proof-claims.json", 41)):
            good = (EXAMPLES / file).read_bytes()
            for at in range(0, len(good), step):
                bad = good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1:]
                self.assertIsNone(passes(bad, society), f"{file} byte {at}")

    def test_pro_4_a_signer_counts_once(self):
        society = table("proofs.json")["society"]
        bundle = table("proof-three.json")
        text, line = bundle["checkpoint"].split("\n\n")[0], bundle["checkpoint"].split("\n")[4]
        bundle["checkpoint"] = text + "\n\n" + (line + "\n") * 3
        self.assertIsNone(passes(verify.canonical(bundle), society))

    def test_per_3_small_order_keys_are_refused(self):
        for key in (b"\1" + bytes(31), bytes(32)):
            self.assertFalse(verify.signed(key, b"\1" + bytes(63), b"anything"))

    def test_pro_7_the_command_keeps_and_does_not_go_back(self):
        society = table("proofs.json")["society"]
        with tempfile.TemporaryDirectory() as folder:
            keep = folder + "/kept"

            def run(*args):
                out = io.StringIO()
                with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                    return verify.main(list(args)), out.getvalue()

            entry, extends = str(EXAMPLES / "proof-entry.json"), str(EXAMPLES / "proof-extends.json")
            self.assertEqual(run(), (2, verify.__doc__ + "\n"))
            self.assertEqual(run(entry, society, "--keep", keep)[0], 0)
            self.assertEqual(run(extends, society, "--keep", keep)[0], 0)
            code, words = run(entry, society, "--keep", keep)
            self.assertEqual(code, 1)
            self.assertIn("rollback", words)
            self.assertEqual(run(folder + "/absent", society)[0], 1)


if __name__ == "__main__":
    unittest.main()
