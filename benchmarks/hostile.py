"""Ten thousand broken exports: none may end in anything but a sentence, and no row may get lost.

    python benchmarks/hostile.py               10,000, some twenty minutes
    python benchmarks/hostile.py --count 500   a first look
    python benchmarks/hostile.py --start 7 --count 1   one of them again

Each is a sample of tests/exports, damaged by one to three of a dozen mutations (cut off, bytes flipped, quotation marks
moved, another encoding, hostile cells, JSON values of the wrong kind, packed and cut again). After each import it is
checked that rows read are rows kept and rows set aside, that those set aside are in their file, that no name came
through, that the original is the same and that nothing else was left behind. Exits with 1 if anything else happened.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from mutated_exports import mutated, tried


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    wanted = parser.parse_args()
    warnings.simplefilter("error")
    outcomes: Counter[str] = Counter()
    failed = []
    clock = time.perf_counter()
    for seed in range(wanted.start, wanted.start + wanted.count):
        # In memory where there is such a place: nothing here is worth a disk.
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcomes[tried(seed, Path(folder))] += 1
            except Exception:
                failed.append(seed)
                print(f"\nseed {seed}: {mutated(seed)[2]}")
                traceback.print_exc()
        done = seed - wanted.start + 1
        if done % 500 == 0:
            print(f"{done:,} after {time.perf_counter() - clock:,.0f} s: {dict(outcomes)}", flush=True)
    print(f"\n{wanted.count:,} broken exports in {time.perf_counter() - clock:,.0f} s")
    for outcome, number in outcomes.most_common():
        print(f"{number:>7,}  {outcome}")
    print(f"{len(failed):>7,}  failed {failed[:20] or ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
