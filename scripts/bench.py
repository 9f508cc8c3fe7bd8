"""Compare decoding, importing and memory with peers, and print the tables of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import listings
from benchmarks.measuring import import_seconds, peak, retained, seconds
from benchmarks.peers import OURS, REPORTED, SDK, STOCK, STRUCTS, UNTYPED, ours, peers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Decode = Callable[[bytes], Any]

COLUMNS = (OURS, REPORTED, STRUCTS, SDK, STOCK)
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

    Args:
        arguments: The command line without the program; the process's own by default.

    Returns:
        0, whatever was measured: a benchmark compares, it does not judge.
    """
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument(
        "--captures", type=Path, metavar="DIR", help="also compare on stored responses"
    )
    parser.add_argument("--rounds", type=int, default=30, help="runs of each way (default: 30)")
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=SIZES, help="for the growth, in models"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        ways = ours() | peers(Path(folder))
        print("\n".join(_report(ways, options)))
    return 0


def _report(ways: dict[str, Decode], options: argparse.Namespace) -> Iterable[str]:
    yield f"Python {platform.python_version()}, {platform.machine()}; medians of {options.rounds} interleaved runs."
    yield from _decoding(ways, options)
    yield from _importing(options.rounds)
    yield from _memory(ways)
    yield from _growth(options.sizes)


def _decoding(ways: dict[str, Decode], options: argparse.Namespace) -> Iterable[str]:
    bodies = {"500 models that conform": listings.conforming(500)}
    bodies |= {f"500 models, in each {way}": body for way, body in listings.deviating(500).items()}
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
    for name in (UNTYPED, OURS, STRUCTS, STOCK):
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
        run = _bound(ours()[OURS], listings.encode(listings.conforming(size)))
        taken = seconds({OURS: run}, rounds=3)[OURS] or 0.0
        rows.append([f"{size:,}", f"{taken / size * 1e6:.2f} µs", f"{peak(run) / size:.0f} bytes"])
    yield from _table("Growth", ["models", "time per model", "peak memory per model"], rows)


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
