"""What commands print, in which shape, and with which exit code they end."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from keyaccount import __version__
from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.pipeline.services import opportunities
from keyaccount.apps.workspace.models import User
from keyaccount.figures import definitions
from keyaccount.surfaces.cli import language
from keyaccount.surfaces.cli.main import COMMANDS
from tests.conftest import PASSWORD

SHAPE = {"key", "value", "unit", "currency", "scope", "period", "as_of", "formula", "inputs", "rows"}


@pytest.fixture
def deal(act: Any) -> Opportunity:
    """Lin's deal of 1,073,986.00 at 10 %, expected at the end of 2026, known since 2026-11-19."""
    stage = Stage.objects.filter(pipeline__is_default=True).order_by("position")[1]
    values = {"name": "Deal", "amount": Decimal("1073986.00"), "expected_close": date(2026, 12, 15)}
    return opportunities.create_opportunity(values=values, stage=stage, act=act("lin"))


class TestHelp:
    def test_lists_every_command(self, shell: Any) -> None:
        said = shell("--help").stdout
        assert all(f"\n  {name} " in said for name in COMMANDS)

    def test_every_command_explains_itself(self, shell: Any) -> None:
        for name in COMMANDS:
            assert shell(name, "--help").stdout.startswith("Usage: ")

    def test_version(self, shell: Any) -> None:
        assert __version__ in shell("--version").stdout

    def test_loads_neither_django_nor_models(self) -> None:
        look = (
            "import sys; from keyaccount.surfaces.cli.main import main\n"
            "try: main(['--help'])\n"
            "except SystemExit: pass\n"
            "print([name for name in ('django', 'rich', 'ninja', 'granian') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"

    def test_unknown_command(self, shell: Any) -> None:
        assert "nope" in shell("nope", code=2).stderr


class TestLanguage:
    @pytest.mark.parametrize(
        ("environment", "expected"),
        [
            ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
            ({"LANG": "en_GB.UTF-8"}, "en"),
            ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({}, "en"),
        ],
    )
    def test_of_the_shell(self, environment: dict[str, str], expected: str) -> None:
        assert language.from_shell(environment) == expected

    def test_option_goes_before_the_shell(self) -> None:
        assert language.choose("zh") == "zh-hans"
        assert language.choose("en") == "en"

    @pytest.mark.django_db
    def test_names_follow_it(self, shell: Any, deal: Opportunity) -> None:
        assert "林若溪" in shell("--lang", "zh", "figure", "pipeline.count").stdout
        assert "Lin Ruoxi" in shell("--lang", "en", "figure", "pipeline.count").stdout


@pytest.mark.django_db
class TestFigure:
    def test_shape(self, shell: Any, deal: Opportunity) -> None:
        figure = shell.json("figure", "pipeline.weighted", "--as-of", "2026-11-19")
        assert set(figure) >= SHAPE
        assert figure["value"] == 107398.6
        assert (figure["key"], figure["unit"], figure["currency"]) == ("pipeline.weighted", "money", "CNY")
        assert (figure["scope"], figure["period"], figure["as_of"]) == ("company", None, "2026-11-19")

    def test_numbers_are_written_exactly(self, shell: Any, deal: Opportunity) -> None:
        said = shell("figure", "pipeline.funnel", "--as-of", "2026-11-19", "--json").stdout
        assert '"amount": 1073986,' in said
        assert '"weighted": 107398.6' in said
        assert '"win_rate": 0.1,' in said

    def test_tables_are_lists_of_objects(self, shell: Any, deal: Opportunity) -> None:
        rows = shell.json("figure", "pipeline.funnel", "--as-of", "2026-11-19")["value"]
        assert [row["count"] for row in rows if row["count"]] == [1]
        assert {"stage", "count", "amount", "weighted"} <= set(rows[0])

    def test_every_figure_answers_on_an_empty_workspace(self, shell: Any) -> None:
        for definition in definitions():
            assert set(shell.json("figure", definition.key)) >= SHAPE
            assert shell("figure", definition.key).stdout

    def test_as_of_a_day_before_it_was_known(self, shell: Any, deal: Opportunity) -> None:
        assert shell.json("figure", "pipeline.count", "--as-of", "2026-11-18")["value"] == 0

    def test_period_scope_and_rows(self, shell: Any, deal: Opportunity) -> None:
        asked = ("--period", "2026-Q4", "--as-of", "2026-11-19", "--scope", "team:East")
        figure = shell.json("figure", "pipeline.amount", *asked, "--rows", "5")
        assert (figure["value"], figure["period"], figure["scope"]) == (1073986, "2026-Q4", "team:East")
        assert [row["opportunity"] for row in figure["rows"]] == ["Deal"]
        assert shell.json("figure", "pipeline.amount", "--period", "2026-Q3")["value"] == 0

    def test_as_someone(self, shell: Any, deal: Opportunity) -> None:
        assert shell.json("figure", "pipeline.count", "--as", "wang")["value"] == 1
        assert shell.json("figure", "pipeline.count", "--as", "stranger")["value"] == 0

    def test_as_nobody(self, shell: Any) -> None:
        said = shell("figure", "pipeline.count", "--as", "ghost", code=1)
        assert "ghost" in said.stderr
        assert not said.stdout

    def test_as_someone_who_may_not_sign_in(self, shell: Any, people: Any) -> None:
        User.objects.filter(username="wang").update(is_active=False)
        assert "wang" in shell("figure", "pipeline.count", "--as", "wang", code=1).stderr

    def test_undated(self, shell: Any, deal: Opportunity) -> None:
        Opportunity.objects.update(expected_close=None)
        deal.states.update(expected_close=None)
        asked = ("figure", "pipeline.count", "--period", "2026-Q4", "--as-of", "2026-11-19")
        assert shell.json(*asked)["value"] == 0
        assert shell.json(*asked, "--undated", "include")["value"] == 1

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("pipeline.nope",), "pipeline.count"),
            (("pipeline.count", "--period", "soon"), "2017-Q4"),
            (("pipeline.count", "--as-of", "yesterday"), "yesterday"),
            (("pipeline.count", "--scope", "team:Nowhere"), "Nowhere"),
            (("pipeline.count", "--pipeline", "Nothing"), "Nothing"),
        ],
    )
    def test_refusals_are_sentences_on_stderr(self, shell: Any, words: tuple[str, ...], said: str) -> None:
        done = shell("figure", *words, code=1)
        assert said in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("text", ["colour", "colour=red"])
    def test_filters_a_figure_does_not_know_are_not_passed_over(self, shell: Any, text: str) -> None:
        assert "colour" in shell("figure", "pipeline.count", "--filter", text, code=2).stderr

    def test_for_people_it_prints_formula_and_boundaries(self, shell: Any, deal: Opportunity) -> None:
        said = shell("figure", "pipeline.weighted", "--period", "2026-Q4").stdout
        for part in ("¥107,398.60", "2026-Q4", "W = Σ a × r", "Deal"):
            assert part in said

    def test_list_of_figures(self, shell: Any) -> None:
        listed = shell.json("figures")
        assert [entry["key"] for entry in listed] == [entry.key for entry in definitions()]
        assert "pipeline.coverage" in shell("figures").stdout


@pytest.mark.django_db
class TestUser:
    def test_add_list_and_sign_in(self, shell: Any, people: Any) -> None:
        shell("user", "add", "eva", "--name", "Eva", "--role", "manager", "--team", "East", "--password-stdin",
              stdin=f"{PASSWORD}\n")  # fmt: skip
        eva = User.objects.get(username="eva")
        assert eva.check_password(PASSWORD)
        listed = {user["username"]: user for user in shell.json("user", "list")}
        assert listed["eva"]["role"] == "manager"
        assert listed["eva"]["team"] == "East"
        assert "system" not in listed
        assert "Eva" in shell("user", "list").stdout

    def test_asks_for_the_password_twice(self, shell: Any) -> None:
        shell("user", "add", "eva", stdin=f"{PASSWORD}\n{PASSWORD}\n")
        assert User.objects.get(username="eva").check_password(PASSWORD)

    def test_weak_password(self, shell: Any) -> None:
        done = shell("user", "add", "eva", "--password-stdin", stdin="short\n", code=1)
        assert "password: " in done.stderr
        assert not User.objects.filter(username="eva").exists()

    def test_password_role_team_and_leaving(self, shell: Any, people: Any) -> None:
        shell("user", "password", "lin", "--password-stdin", stdin="another-long-word\n")
        shell("user", "role", "lin", "director")
        shell("user", "team", "lin", "North")
        shell("user", "deactivate", "lin")
        lin = User.objects.get(username="lin")
        assert lin.check_password("another-long-word")
        assert (lin.role.code, lin.team.name, lin.is_active) == ("director", "North", False)
        shell("user", "activate", "lin")
        assert User.objects.get(username="lin").is_active

    def test_last_administrator(self, shell: Any, people: Any) -> None:
        assert "admin" in shell("user", "deactivate", "admin", code=1).stderr.lower()

    def test_unknown_names(self, shell: Any, people: Any) -> None:
        assert "ghost" in shell("user", "role", "ghost", "manager", code=1).stderr
        assert "East" in shell("user", "team", "lin", "Nowhere", code=1).stderr
        assert "manager" in shell("user", "role", "lin", "king", code=2).stderr


@pytest.mark.usefixtures("fresh_workspace")  # a worker drops connections that are inside a transaction
class TestWorker:
    def test_once_runs_what_is_due_and_ends(self, shell: Any) -> None:
        from keyaccount.apps.workspace.models import Job

        shell("worker", "--once")
        done = dict(Job.objects.values_list("kind", "status"))
        assert "workspace.clean_up" in done
        assert set(done.values()) == {"done"}


@pytest.mark.django_db
class TestDemo:
    def test_refuses_a_workspace_with_data(self, shell: Any, people: Any) -> None:
        assert "KEYACCOUNT_DATABASE_URL" in shell("demo", code=1).stderr
        assert "stays as it is" in shell("demo", "--if-empty").stdout


@pytest.mark.skipif(
    os.environ.get("KEYACCOUNT_DATABASE_URL", "").startswith("postgres"),
    reason="makes files of its own, the same on every run",
)
class TestOnAnEmptyDatabase:
    """In processes of their own, since the test's database is never empty."""

    @pytest.fixture
    def run(self, tmp_path: Path) -> Any:
        def run(*words: str, url: str = f"sqlite:///{tmp_path}/new.sqlite3") -> subprocess.CompletedProcess[str]:
            environment = {"KEYACCOUNT_DATABASE_URL": url, "KEYACCOUNT_DATA_DIR": str(tmp_path), "LANG": "C.UTF-8"}
            command = [sys.executable, "-m", "keyaccount.surfaces.cli", *words]
            root = Path(settings.PACKAGE).parent
            return subprocess.run(
                command, capture_output=True, text=True, check=False, env={**environment, "PYTHONPATH": str(root)}
            )

        return run

    def test_tables_are_made_first_and_said_on_stderr(self, run: Any) -> None:
        done = run("figure", "pipeline.count", "--json")
        assert done.returncode == 0
        assert '"value": 0' in done.stdout
        assert "empty" in done.stderr
        assert "empty" not in run("figure", "pipeline.count").stderr

    def test_migrate_twice(self, run: Any) -> None:
        assert run("migrate").returncode == 0
        assert run("migrate").stdout == "The database is up to date.\n"

    def test_unusable_addresses_are_said_in_a_sentence(self, run: Any) -> None:
        for url in ("mysql://here/there", "postgres://nobody@127.0.0.1:1/none"):
            done = run("figure", "pipeline.count", url=url)
            assert done.returncode == 1
            assert "Traceback" not in done.stderr
            assert done.stderr.count("\n") == 1
