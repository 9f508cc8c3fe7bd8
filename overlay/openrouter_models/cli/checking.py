"""`openrouter-models check`: hold stored responses, or the answer of a server, against the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from openrouter_models._http.retrying import RetryPolicy
from openrouter_models._http.secret import find_key
from openrouter_models._http.servers import parse_base_url
from openrouter_models.cli.captures import read_bytes
from openrouter_models.cli.check_text import to_text
from openrouter_models.cli.failing import CannotBeDoneError, complain
from openrouter_models.cli.output import console_on, write, write_json
from openrouter_models.cli.verdicts import Checked, overall
from openrouter_models.client import OpenRouterModels
from openrouter_models.contract import Contract
from openrouter_models.errors import APIStatusError, InvalidResponseError, OpenRouterError

if TYPE_CHECKING:
    import httpx

_STORED = {"Content-Type": "application/json"}


@click.command("check")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--url", metavar="BASE", help="Check the answer of the server at this base URL.")
@click.option(
    "--status",
    type=click.IntRange(100, 599),
    metavar="N",
    help="The status that the stored responses came with, by default 200.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(*, files: tuple[str, ...], url: str | None, status: int | None, as_json: bool) -> int:
    """Check responses against the contract.

    Each FILE holds the body of one response as it came, - is stdin. With --url one request is sent,
    with the key in OPENROUTER_API_KEY, and status, headers and body of the answer are checked.
    """
    if bool(files) == bool(url):
        raise click.UsageError("Give either files or --url.")
    if files.count("-") > 1:
        raise click.UsageError("Only one response can come from stdin.")
    if url is not None and status is not None:
        raise click.UsageError("--status is for files; the answer of a server has its own.")
    contract = Contract.load()
    checked = (
        [_check_file(contract, file, status or 200) for file in files]
        if url is None
        else [_check_server(contract, str(parse_base_url(url)))]
    )
    for each in checked:
        if each.error is not None:
            complain(each.error)
    verdict = overall(each.verdict for each in checked)
    if as_json:
        answers = [each.to_dict() for each in checked]
        write_json({"verdict": verdict.word, "exit_code": verdict.value, "responses": answers})
    else:
        texts = [to_text(each, each.report) for each in checked if each.report is not None]
        if texts:
            write(console_on(), *texts)
    return verdict


def _check_file(contract: Contract, file: str, status: int) -> Checked:
    try:
        report = contract.check(status, _STORED, read_bytes(file))
    except CannotBeDoneError as error:
        return Checked(file, error=error.message)
    except OpenRouterError as error:
        return Checked(file, status, error=str(error))
    return Checked(file, status, report)


def _check_server(contract: Contract, url: str) -> Checked:
    """Send one request; an answer that refuses the key leaves nothing to check."""
    try:
        response = _ask(url)
        headers = [(name, _without_key(value)) for name, value in response.headers.multi_items()]
        body = _without_key(response.content.decode("latin-1")).encode("latin-1")
        report = contract.check(response.status_code, headers, body)
    except OpenRouterError as error:
        return Checked(url, error=str(error))
    return Checked(url, response.status_code, report, listing_expected=True)


def _without_key(text: str) -> str:
    """Take out what a server echoes, because findings quote it."""
    return text.replace(find_key(None).reveal(), "[redacted]")


def _ask(url: str) -> httpx.Response:
    """Get an answer of the server, whatever its status.

    Raises:
        OpenRouterError: There is no key, it was refused, or no whole answer came.
    """
    with OpenRouterModels(base_url=url, retry=RetryPolicy(retries=0)) as client:
        try:
            # A catalog that came over HTTP has its response.
            return cast("httpx.Response", client.list().response)
        except (APIStatusError, InvalidResponseError) as error:
            if error.response is None or error.response.status_code == 401:
                raise
            return error.response
