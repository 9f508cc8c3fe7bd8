"""Compare decoding, reports, importing and memory with peers, and print the tables of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks import listings
from benchmarks.making import rates
from benchmarks.measuring import import_seconds, peak, retained, seconds
from benchmarks.peers import (
    BUILT,
    CHECKED,
    OURS,
    REPORTED,
    SDK,
    STOCK,
    STRUCTS,
    UNTYPED,
    ours,
    peers,
)
from benchmarks.survival import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Decode = Callable[[bytes], Any]

OUR_COLUMNS = (OURS, BUILT, REPORTED, CHECKED)
COLUMNS = (*OUR_COLUMNS, STRUCTS, SDK, STOCK)
SIZE = 500
STATEMENTS = (
    "import httpx",
    "import openrouter_models",
    "from openrouter_models import OpenRouterModels",
    "from openrouter_models import decode",
    "from openrouter import OpenRouter",
    "from openai import OpenAI",
)
SIZES = (100, 1_000, 10_000, 100_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison.

    Returns:
        0, whatever was measured: a benchmark compares, it does not judge. With `--check` 1 if the table
        of faults is not up to date.
    """
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument(
        "--captures", type=Path, metavar="DIR", help="also compare on stored responses"
    )
    parser.add_argument("--rounds", type=int, default=30, help="runs of each way (default: 30)")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=SIZES, help="for the growth, in models"
    )
    parser.add_argument(
        "--faults", type=Path, metavar="PAGE", help="update the table in docs/faults.md instead"
    )
    parser.add_argument(
        "--check", action="store_true", help="only check whether that table is up to date"
    )
    options = parser.parse_args(arguments)
    if options.faults:
        is_current = write(options.faults, check=options.check)
        if options.check and not is_current:
            sys.exit(
                f"{options.faults} is out of date; run `nox -s bench -- --faults {options.faults}`"
            )
        return 0
    with tempfile.TemporaryDirectory() as folder:
        ways = ours() | peers(Path(folder))
        print("\n".join(_report(ways, options)))
    return 0


def _report(ways: dict[str, Decode], options: argparse.Namespace) -> Iterable[str]:
    yield f"Python {platform.python_version()}, {platform.machine()}; minima of {options.rounds} interleaved runs."
    yield from _decoding(ways, options)
    yield from _importing(options.rounds)
    yield from _memory(ways)
    yield from _growth(options.sizes)
    yield from _excess()
    yield from _making()


def _decoding(ways: dict[str, Decode], options: argparse.Namespace) -> Iterable[str]:
    bodies = {f"{SIZE} models that conform": listings.conforming(SIZE)}
    for which, every in (("one in eight", 8), ("each", 1)):
        deviating = listings.deviating(SIZE, every=every)
        bodies |= {f"{SIZE} models, in {which} {way}": one for way, one in deviating.items()}
    if options.captures:
        bodies |= listings.captures(options.captures)
    rows: list[list[str]] = []
    for name, listing in bodies.items():
        _say(name)
        body = listings.encode(listing)
        # The official SDK asks for what the envelope has had since; without it there is nothing to time.
        fuller = listings.encode(
            {"links": {"next": None}, "total_count": len(listing["data"]), **listing}
        )
        runs = {way: _bound(decode, fuller if way == SDK else body) for way, decode in ways.items()}
        taken = seconds(runs, rounds=options.rounds)
        floor = taken[UNTYPED] or 1.0
        ratios = [taken[column] for column in COLUMNS]
        cells = ["fails" if one is None else f"{one / floor:.2f}" for one in ratios]
        rows.append([name, f"{len(listing['data'])}", f"{floor * 1e3:.2f} ms", *cells])
    heads = ["listing", "models", UNTYPED, *COLUMNS]
    yield from _table("Decoding, as multiples of `orjson.loads` on the same bytes", heads, rows)


def _bound(decode: Decode, body: bytes) -> Callable[[], Any]:
    return lambda: decode(body)


def _importing(rounds: int) -> Iterable[str]:
    _say("imports")
    taken = import_seconds(STATEMENTS, rounds=rounds)
    floor = taken[STATEMENTS[0]] or 1.0
    rows = [
        [f"`{statement}`", f"{(one or 0) * 1e3:.0f} ms", f"{(one or 0) / floor:.2f}"]
        for statement, one in taken.items()
    ]
    yield from _table("Importing", ["statement", "time", "of httpx"], rows)


def _memory(ways: dict[str, Decode]) -> Iterable[str]:
    _say("memory")
    body = listings.encode(listings.conforming(10_000))
    rows: list[list[str]] = []
    floor = retained(_bound(ways[UNTYPED], body))
    for name in (UNTYPED, OURS, BUILT, STRUCTS, STOCK):
        run = _bound(ways[name], body)
        kept = retained(run)
        rows.append(
            [name, f"{kept / 1e6:.1f} MB", f"{kept / floor:.2f}", f"{peak(run) / 1e6:.1f} MB"]
        )
    with_body = retained(lambda: ways[OURS](bytes(bytearray(body))))
    rows.append(
        [f"{OURS}, the body counted", f"{with_body / 1e6:.1f} MB", f"{with_body / floor:.2f}", ""]
    )
    heads = ["10,000 models", "retained", f"of {UNTYPED}", "peak"]
    yield from _table("Memory; a catalog keeps the body until its report is made", heads, rows)


def _growth(sizes: Sequence[int]) -> Iterable[str]:
    rows: list[list[str]] = []
    for size in sizes:
        _say(f"{size} models")
        body = listings.encode(listings.conforming(size))
        runs = {way: _bound(decode, body) for way, decode in ours().items()}
        taken = seconds(runs, rounds=3)
        times = [f"{(taken[way] or 0) / size * 1e6:.2f} µs" for way in OUR_COLUMNS]
        rows.append([f"{size:,}", *times, f"{peak(runs[BUILT]) / size:.0f} bytes"])
    yield from _table("Growth, per model", ["models", *OUR_COLUMNS, "peak memory"], rows)


def _excess() -> Iterable[str]:
    rows: list[list[str]] = []
    for name, body in listings.excessive().items():
        _say(name)
        ways = ours() | {UNTYPED: orjson.loads}
        taken = seconds({way: _bound(run, body) for way, run in ways.items()}, rounds=2)
        floor = taken[UNTYPED] or 1.0
        ratios = [f"{(taken[way] or 0) / floor:.1f}" for way in OUR_COLUMNS]
        rows.append([name, f"{len(body) / 1e6:.1f} MB", f"{floor * 1e3:.0f} ms", *ratios])
    title = "Bodies with more findings than a report keeps, as multiples of `orjson.loads`"
    yield from _table(title, ["body", "size", UNTYPED, *OUR_COLUMNS], rows)


def _making() -> Iterable[str]:
    rows: list[list[str]] = []
    for name, number, taken in rates():
        _say(name)
        rows.append([name, f"{number:,}", f"{taken:.2f} s", f"{number / taken:,.0f}"])
    yield from _table("Making bodies", ["what", "number", "time", "a second"], rows)


def _table(title: str, heads: list[str], rows: list[list[str]]) -> Iterable[str]:
    yield f"\n## {title}\n"
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' + '--:|' * (len(heads) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _say(step: str) -> None:
    if sys.stderr.isatty():
        print(f"{step} …", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
