"""Times equal shares (cost satisfaction) as `pabutools` counts it, for the files named.

    pip install pabutools==1.2.3 gmpy2
    python beside_pabutools.py [--add1] FILE.pb …

Ballots are given to it both one by one and with equal ones counted together; the best of five counts
is printed, in milliseconds, without reading the file.
"""

import sys
import time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares


def best(instance, profile, options, times):
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        funded = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, **options)
        seconds.append(time.perf_counter() - begin)
    return min(seconds) * 1000, len(funded)


adds = "--add1" in sys.argv
for path in [argument for argument in sys.argv[1:] if argument != "--add1"]:
    instance, profile = parse_pabulib(path)
    together = profile.as_multiprofile()
    for kind, ballots in [("one by one", profile), ("together", together)]:
        options = {"voter_budget_increment": 1} if adds else {}
        milliseconds, funded = best(instance, ballots, options, 1 if adds else 5)
        rule = "add1" if adds else "plain"
        print(f"{path.rsplit('/', 1)[-1]}, {rule}, {kind}: {milliseconds:.2f} ms, {funded} funded", flush=True)
