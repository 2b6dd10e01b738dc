"""What an import makes before its first row: the preset's pipelines, and the currency of an empty workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, Product, Target
from keyaccount.apps.pipeline.services.loading import load_pipeline
from keyaccount.apps.workspace.models import ExchangeRate, Workspace
from keyaccount.apps.workspace.searching import fold
from keyaccount.apps.workspace.services.loading import Row, Spec, load_records
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.engine.run import Run
from keyaccount.surfaces.exchange.models import ImportFile
from keyaccount.surfaces.exchange.reading.staging import staged_rows


class PipelineNeeded(Fact):
    message = gettext_noop(
        "The import needs the pipeline “%(name)s”, which only an administrator can make: ask one to import these files."
    )


def set_up(run: Run, files: Sequence[ImportFile], folder: Path) -> None:
    _set_base_currency(run)
    deals = [file for file in files if file.entity == "opportunities"]
    if deals:
        _make_pipelines(run, _pipelines_named(deals, folder))


def holds_no_money() -> bool:
    """Whether nothing in the workspace is counted in its base currency yet, so that it can still be another one."""
    counted = (
        Opportunity.objects.all(),
        OffFunnelOrder.objects.all(),
        Target.objects.all(),
        ExchangeRate.objects.all(),
        Account.objects.filter(yearly_revenue__isnull=False),
        Product.objects.filter(list_price__isnull=False),
    )
    return not any(rows.exists() for rows in counted)


def _set_base_currency(run: Run) -> None:
    wanted = run.preset.base_currency
    if not wanted or wanted == run.base or run.options.currency not in {"", wanted} or not holds_no_money():
        return
    spec = Spec(Workspace, may_write=lambda user: user.role.may_administer)
    (outcome,) = load_records(spec, [Row({"base_currency": wanted}, pk=1)], run.load)
    if outcome.reason is None:
        run.base = wanted
        run.notes.counts[f"base_currency:{wanted}"] += 1


def _make_pipelines(run: Run, named: Iterable[str]) -> None:
    wanted = {fold(name) for name in (run.preset.pipeline, *named) if name}
    for template in run.preset.pipelines:
        if fold(template.name) not in wanted or run.stages.has(template.name):
            continue
        pipeline, stages = load_pipeline(template, run.load)
        if pipeline.pk is None:
            raise PipelineNeeded(name=template.name)
        run.stages.add(template, pipeline.pk, [stage.pk for stage in stages if stage.pk is not None])
        run.also_created["pipelines"] += 1


def _pipelines_named(deals: Sequence[ImportFile], folder: Path) -> set[str]:
    found: set[str] = set()
    for file in deals:
        places = [place for place, column in enumerate(file.columns) if column["field"] == "pipeline"]
        if places:
            found |= {
                cells[places[0]].strip() for _n, cells in staged_rows(folder / file.path) if places[0] < len(cells)
            }
    return found
