"""Runs the benchmarks of this crate and times public tools on the same files, in one run.

    python -m venv venv
    venv/bin/pip install pabutools==1.2.3 gmpy2 votelib==0.4.0 pref_voting==1.18.2 abcvoting==2.19.2
    cargo install stv-rs --version 0.5.1
    venv/bin/python crates/choice/benches/beside.py ELECTIONS [--add1]

ELECTIONS is the folder that holds `pabulib`, `preflib` and `stv-rs`. A tool that is not installed is named and
passed over. Tools are timed without reading the file, but for stv-rs, which is a program: best of five.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

BUDGETS = [
    "Poland_Swiecie_2023",
    "Poland_Warszawa_2024_Rembertow",
    "Hungary_Budapest_2025_XI_Ujbuda",
    "Poland_Poznan_2023_10_-_Swierczewo_Wilda_Zielony_Debiec",
    "Netherlands_Assen_2024",
]
COMMITTEE = "Poland_Warszawa_2024_Rembertow"
SEATS = 10
ORDERS = "00001 - irish/00001-00000001.soi"
ROOT = pathlib.Path(__file__).resolve().parents[3]


def best(count, times=5):
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        count()
        seconds.append(time.perf_counter() - begin)
    return min(seconds) * 1000


def ours(name):
    # Folders of criterion have names of 64 characters at most.
    parts = [part[:64] for part in name.split("/")]
    estimates = ROOT.joinpath("target/criterion", *parts, "new/estimates.json")
    return json.loads(estimates.read_text())["median"]["point_estimate"] / 1e6


def row(what, name, tool, theirs):
    own = ours(name)
    print(f"| {what} | {own:.3g} ms | {tool}: {theirs:.4g} ms ({theirs / own:.2g} times) |", flush=True)


def budgets(folder, adds):
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares

    for name in BUDGETS:
        instance, profile = parse_pabulib(str(folder / "pabulib" / f"{name}.pb"))
        ballots = {"together": profile.as_multiprofile(), "one by one": profile}
        for kind, ballots in ballots.items():
            count = lambda: method_of_equal_shares(instance, ballots, sat_class=Cost_Sat)
            row(f"equal shares, {name}", f"equal_shares_{name}/plain", f"pabutools, {kind}", best(count))
        if adds:
            together = profile.as_multiprofile()
            count = lambda: method_of_equal_shares(
                instance, together, sat_class=Cost_Sat, voter_budget_increment=1
            )
            row(f"add1, {name}", f"equal_shares_{name}/add1", "pabutools", best(count, 1))


def committees(folder):
    from abcvoting import abcrules
    from abcvoting.preferences import Profile
    from pabutools.election import parse_pabulib

    instance, profile = parse_pabulib(str(folder / "pabulib" / f"{COMMITTEE}.pb"))
    numbers = {project: number for number, project in enumerate(instance)}
    approvals = Profile(len(numbers))
    for ballot in profile:
        approvals.add_voter([numbers[project] for project in ballot])
    for ours_called, theirs_called in [("phragmen", "seqphragmen"), ("shares", "equal-shares"), ("seq_pav", "seqpav")]:
        count = lambda: abcrules.compute(theirs_called, approvals, SEATS, resolute=True)
        what = f"{theirs_called}, {SEATS} of {len(numbers)}, {COMMITTEE}"
        row(what, f"committee/{ours_called}", "abcvoting", best(count, 3))


def orders(folder):
    ranks, counts, size = [], [], 0
    for line in (folder / "preflib" / ORDERS).read_text().splitlines():
        if line.startswith("#"):
            if "NUMBER ALTERNATIVES" in line:
                size = int(line.split(":")[1])
            continue
        count, order = line.split(":")
        tiers = re.findall(r"\{[^}]*\}|[^,]+", order.strip())
        rank = {int(one) - 1: at + 1 for at, tier in enumerate(tiers) for one in tier.strip("{}").split(",")}
        ranks.append(rank)
        counts.append(int(count))
    return ranks, counts, size


def schulze_votelib(folder):
    import votelib.evaluate.condorcet as condorcet
    from votelib.convert import RankedToCondorcetVotes

    ranks, counts, _ = orders(folder)
    votes = {}
    for rank, count in zip(ranks, counts):
        key = tuple(sorted(rank, key=rank.get))
        votes[key] = votes.get(key, 0) + count
    count = lambda: condorcet.Schulze().evaluate(RankedToCondorcetVotes().convert(votes), 1)
    row("Schulze, Dublin North 2002", "file/schulze", "votelib", best(count))


def schulze_pref_voting(folder):
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.voting_methods import beat_path

    ranks, counts, size = orders(folder)

    def count():
        profile = ProfileWithTies(ranks, rcounts=counts, candidates=list(range(size)))
        profile.use_extended_strict_preference()
        return beat_path(profile)

    row("Schulze, Dublin North 2002", "file/schulze", "pref_voting", best(count, 3))


def transferable(folder):
    program = shutil.which(os.environ.get("STV_RS", "stv-rs"))
    if not program:
        raise ImportError("stv-rs")
    ballots = folder / "stv-rs/ballots/random/rand_mixed_5k.blt"
    for split, equalize in [("parts", []), ("average", ["--equalize"])]:
        command = [program, "--arithmetic", "fixed9", "--input", str(ballots), "meek"]
        command += ["--parallel", "no", *equalize]
        count = lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        row(f"Meek, rand_mixed_5k.blt, {split}", f"file/meek_{split}", "stv-rs with reading and printing", best(count))


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    files = {
        "POLITY_BENCH_BLT": folder / "stv-rs/ballots/random/rand_mixed_5k.blt",
        "POLITY_BENCH_SOI": folder / "preflib" / ORDERS,
        "POLITY_BENCH_PB": os.pathsep.join(str(folder / "pabulib" / f"{name}.pb") for name in BUDGETS),
    }
    known = {key: str(value) for key, value in files.items()}
    benchmarks = ["--bench", "tally", "--", "million|file|equal_shares|committee"]
    command = ["cargo", "bench", "-p", "polity-choice", *benchmarks]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **known})
    print("| count | time | beside |\n|---|---|---|")
    for name in sorted((ROOT / "target/criterion/million").iterdir()):
        if (name / "new").is_dir():
            print(f"| 1,000,000 ballots, {name.name} | {ours(f'million/{name.name}'):.3g} ms | |")
    adds = "--add1" in sys.argv
    for part in [lambda one: budgets(one, adds), committees, schulze_votelib, schulze_pref_voting, transferable]:
        try:
            part(folder)
        except ImportError as missing:
            print(f"not installed: {missing}", flush=True)


main()
