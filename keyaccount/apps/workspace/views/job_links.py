"""Where a finished job leads to. Surfaces and higher domains say so for their kinds from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from keyaccount.apps.workspace.models import Job
from keyaccount.figures.figure import Text


@dataclass(frozen=True, slots=True)
class JobLink:
    word: Text
    url_of: Callable[[Job], str]


_links: dict[str, JobLink] = {}


def add(kind: str, word: Text, url_of: Callable[[Job], str]) -> None:
    """url_of: the address of what the job made or worked on; empty where there is none."""
    _links[kind] = JobLink(word, url_of)


def link_of(job: Job) -> tuple[Text, str]:
    known = _links.get(job.kind)
    return (known.word, known.url_of(job)) if known else ("", "")
