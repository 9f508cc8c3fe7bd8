"""`openrouter-models check`: hold stored responses, or the answer of a server, against the contract."""

from __future__ import annotations

from pathlib import Path

import click

from openrouter_models._http.error_responses import status_error
from openrouter_models._http.servers import parse_base_url
from openrouter_models._policy.baseline import Baseline
from openrouter_models.cli import output_files
from openrouter_models.cli.complaints import CannotBeDoneError, complain
from openrouter_models.cli.formats.check_text import to_lines
from openrouter_models.cli.formats.junit import to_junit
from openrouter_models.cli.formats.markdown import to_markdown
from openrouter_models.cli.formats.sarif import to_sarif
from openrouter_models.cli.formats.workflow_commands import to_annotations
from openrouter_models.cli.page.result_pages import to_check_page
from openrouter_models.cli.presentation import Formats, Presentation, format_options
from openrouter_models.cli.stored_responses import replay
from openrouter_models.cli.verdicts import Checked, FailOn, Run
from openrouter_models.contract import Contract
from openrouter_models.contract.coverage import Coverage
from openrouter_models.errors import OpenRouterError
from openrouter_models.testing.recordings import headers_beside
from openrouter_models.testing.targets import Target

FORMATS = Formats[Run](
    to_lines,
    {
        "junit": to_junit,
        "sarif": to_sarif,
        "github": to_annotations,
        "markdown": to_markdown,
        "html": to_check_page,
    },
)


@click.command("check")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--url", metavar="BASE", help="Check the response of the server at this base URL.")
@click.option(
    "--status",
    type=click.IntRange(100, 599),
    metavar="N",
    help="The status that stored bodies came with, by default 200.",
)
@click.option("--models-only", is_flag=True, help="The files hold bare lists of models.")
@format_options(FORMATS)
@click.option(
    "--baseline", metavar="FILE", help="Findings listed in this file are known and do not count."
)
@click.option("--write-baseline", is_flag=True, help="Write all findings to the baseline.")
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in FailOn]),
    multiple=True,
    help="What makes the exit code 1, by default errors; may be repeated.",
)
@click.option(
    "--propose",
    metavar="FILE",
    help="Write to FILE a patch with repairs of the contract and expiring baseline entries, to be reviewed.",
)
@click.option(
    "--coverage", is_flag=True, help="Show which parts of the contract the responses exercised."
)
def command(  # noqa: PLR0913  # one parameter per option
    *,
    files: tuple[str, ...],
    url: str | None,
    status: int | None,
    models_only: bool,
    presentation: Presentation[Run],
    baseline: str | None,
    write_baseline: bool,
    fail_on: tuple[str, ...],
    propose: str | None,
    coverage: bool,
) -> int:
    """Check responses against the contract.

    Each FILE holds the body of one response as it came, or is a HAR file or a cassette of VCR.py; - is
    stdin. Header fields saved beside a body, as FILE.headers.json, are checked as well. With --url one request is sent,
    with the key in OPENROUTER_API_KEY, and status, headers and body of the response are checked.
    """
    if bool(files) == bool(url):
        raise click.UsageError("Give either files or --url.")
    if files.count("-") > 1:
        raise click.UsageError("Only one response can come from stdin.")
    if url is not None and (status is not None or models_only):
        raise click.UsageError("--status and --models-only are for files; a server sends its own.")
    if write_baseline and baseline is None:
        raise click.UsageError("--write-baseline needs --baseline FILE.")
    written = [*presentation.files, propose, baseline if write_baseline else None]
    read = [*files, *map(headers_beside, files), None if write_baseline else baseline]
    output_files.refuse_clashes(written, read)
    known = _read_baseline(baseline, renewing=write_baseline)
    contract = Contract.load()
    checked = (
        [
            each
            for file in files
            if file not in map(headers_beside, files)
            for each in replay(contract, file, status, models_only=models_only)
        ]
        if url is None
        else [_check_server(str(parse_base_url(url)))]
    )
    if write_baseline and baseline is not None:
        known = _renew(baseline, known, checked)
    covered = _cover(checked) if coverage else None
    run = Run.of(checked, known, map(FailOn, fail_on), covered)
    for each in checked:
        if each.error is not None:
            complain(each.error)
    presentation.emit(run)
    if propose is not None:
        _propose(propose, run, baseline)
    return run.exit_code


def _read_baseline(file: str | None, *, renewing: bool) -> Baseline:
    if file is None:
        return Baseline()
    try:
        return Baseline.load(file)
    except OpenRouterError as error:
        if renewing and not Path(file).exists():
            return Baseline()
        raise CannotBeDoneError(str(error)) from None


def _renew(file: str, known: Baseline, checked: list[Checked]) -> Baseline:
    """Write the baseline of what was found; where something could not be checked it stays as it is."""
    reports = [each.report for each in checked if each.report is not None]
    if len(reports) < len(checked):
        complain(f"{file} was not written, because not every response could be checked.")
        return known
    renewed, refused = known.renewed(reports)
    output_files.replace(file, str(renewed))
    for finding in refused:
        complain(f"A baseline cannot hold this finding: {finding}")
    return renewed


def _propose(file: str, run: Run, baseline: str | None) -> None:
    from openrouter_models.cli.drift_patch import proposals_of, to_patch  # noqa: PLC0415  # few ask

    reports = [each.report for each in run.responses if each.report is not None]
    patch = to_patch(proposals_of(run.responses), reports, baseline)
    output_files.replace(file, patch)
    click.echo(f"{file}: {'a patch to review' if patch else 'nothing to propose'}", err=True)


def _cover(checked: list[Checked]) -> Coverage:
    covered = Coverage.of()
    for each in checked:
        for value in each.decoded():
            covered.add(each.status or 0, value)
    return covered


def _check_server(url: str) -> Checked:
    """Send one request; an answer that refuses the key leaves nothing to check."""
    try:
        capture = Target(url).take()
    except OpenRouterError as error:
        return Checked(url, error=str(error))
    if capture.status == 401:
        return Checked(url, error=str(status_error(401, capture.headers, capture.body)))
    return Checked(url, capture.status, capture.report, listing_expected=True, body=capture.body)
