"""A workspace at size: 20 teams of 5, 10,000 accounts, 30,000 contacts, 100,000 opportunities over three years."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.words import COLUMNS as ACCOUNT_WORDS
from keyaccount.apps.accounts.words import search_words as account_words
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.words import COLUMNS as CONTACT_WORDS
from keyaccount.apps.contacts.words import search_words
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage
from keyaccount.apps.workspace.models import AuditEntry, Role, RoleCode, Team, User
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.audit import entity_of

FAMILY = "林王赵何陈周沈钱孙李吴郑冯褚卫蒋韩杨朱秦许吕张孔曹严华金魏陶姜"
GIVEN = "若溪思远明宁怡文博雅涵子轩梓晨浩然欣怡嘉豪诗涵俊杰雨桐志强丽娟建国秀英"
PLACES = "榆澜衡汀云远曜沐驰棠恒柏星启华北东海江河泰山金银长安宁波苏杭青岛天津"
TRADES = (
    "能源",
    "重工",
    "保险",
    "银行",
    "科技",
    "半导体",
    "医药",
    "物流",
    "食品",
    "水务",
    "软件",
    "零售",
    "汽车",
    "电器",
)
WORK = ("人才盘点", "测评框架", "招聘外包", "领导力", "培训", "薪酬咨询", "绩效与激励", "校园招聘", "智驾团队猎聘")
DAYS = 3 * 365
WIN_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Size:
    accounts: int = 10_000
    contacts: int = 30_000
    opportunities: int = 100_000


@dataclass(frozen=True, slots=True)
class World:
    """Who signs in: a plain key account manager and an administrator."""

    manager: User
    administrator: User
    people: Sequence[User]


def fill(size: Size, now: datetime) -> World:
    """Write everything with bulk inserts; the same size gives the same content."""
    chance = random.Random(7)
    people, administrator = _people(now)
    accounts = _accounts(size.accounts, people, now, chance)
    _contacts(size.contacts, accounts, people, now, chance)
    _opportunities(size.opportunities, accounts, people, now, chance)
    bulk.refresh_statistics(Account, Contact, Opportunity, OpportunityState, AuditEntry)
    return World(manager=people[0], administrator=administrator, people=people)


def _people(now: datetime) -> tuple[list[User], User]:
    root = _team("Company", None)
    teams = [_team(f"Team {number:02}", root) for number in range(1, 21)]
    role = Role.objects.get(code=RoleCode.KEY_ACCOUNT_MANAGER)
    password = make_password(None)
    people = [
        User(
            username=f"kam{number:03}",
            name=_name(number),
            team=teams[number // 5],
            role=role,
            joined_at=now,
            password=password,
        )
        for number in range(100)
    ]
    User.objects.bulk_create(people)
    administrator = User.objects.create(
        username="admin",
        name="Admin",
        role=Role.objects.get(code=RoleCode.ADMINISTRATOR),
        joined_at=now,
        password=password,
    )
    return people, administrator


def _team(name: str, parent: Team | None) -> Team:
    team = Team.objects.create(name=name, parent=parent)
    team.path = f"{parent.path if parent else '/'}{team.pk}/"
    team.save()
    return team


def _name(number: int) -> str:
    return FAMILY[number % len(FAMILY)] + GIVEN[number % len(GIVEN)] + GIVEN[(number * 7 + 3) % len(GIVEN)]


@transaction.atomic
def _accounts(count: int, people: Sequence[User], now: datetime, chance: random.Random) -> list[tuple[int, int]]:
    """Pairs of account id and owner id."""
    ids = bulk.allocate(Account, count)
    owners = [chance.choice(people).pk for _ in ids]
    names = _company_names(count, chance)
    rows = (
        (pk, name, "", chance.choice(TRADES), owner, *account_words({"name": name}).values(), 1, now, now)
        for pk, name, owner in zip(ids, names, owners, strict=True)
    )
    given = ["id", "name", "short_name", "industry", "owner_id"]
    columns = [*given, *ACCOUNT_WORDS, "version", "created_at", "updated_at"]
    _insert(Account, columns, rows)
    return list(zip(ids, owners, strict=True))


def _company_names(count: int, chance: random.Random) -> list[str]:
    """Every fiftieth company stands there twice, the second time with its legal form."""
    names = [
        f"{chance.choice(PLACES)}{chance.choice(PLACES)}{chance.choice(TRADES)} {number}" for number in range(count)
    ]
    names[0] = "华为技术"
    names[1::50] = [f"{name}有限公司" for name in names[0::50][: len(names[1::50])]]
    return names


@transaction.atomic
def _contacts(
    count: int, accounts: Sequence[tuple[int, int]], people: Sequence[User], now: datetime, chance: random.Random
) -> None:
    ids = bulk.allocate(Contact, count)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, pk in enumerate(ids):
            account, owner = accounts[number % len(accounts)]
            name, title = _name(chance.randrange(10_000)), chance.choice(("总经理", "人力总监", "采购经理"))
            email, mobile = f"person{number}@company{account}.example", f"13{chance.randrange(10**9):09}"
            found_by = search_words({"name": name, "email": email, "mobile": mobile})
            yield (pk, name, email, mobile, account, title, owner, *found_by.values(), 1, now, now)

    given = "id name email mobile account_id title owner_id".split()
    columns = [*given, *CONTACT_WORDS, "version", "created_at", "updated_at"]
    _insert(Contact, columns, rows())


def _insert(model: Any, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Insert with the model's defaults for the columns that are not given."""
    given = set(columns)
    defaults = {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if field.attname not in given and not field.null
    }
    bulk.insert(model, [*columns, *defaults], ((*row, *defaults.values()) for row in rows))


@dataclass(frozen=True, slots=True)
class Life:
    """One deal: when it was opened, on which days it entered which stage, and how it ended."""

    opened: date
    moves: Sequence[tuple[date, int]]
    status: str
    closed: date | None


def _life(today: date, stages: int, chance: random.Random) -> Life:
    opened = today - timedelta(days=chance.randrange(DAYS))
    day, moves = opened, []
    last = chance.randrange(1, stages)
    for stage in range(last + 1):
        if day > today:
            break
        moves.append((day, stage))
        day += timedelta(days=chance.randrange(10, 60))
    if day > today:
        return Life(opened, moves, "open", None)
    return Life(opened, moves, "won" if chance.random() < WIN_SHARE else "lost", day)


def _opportunities(
    count: int, accounts: Sequence[tuple[int, int]], people: Sequence[User], now: datetime, chance: random.Random
) -> None:
    stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))
    teams = {person.pk: person.team_id for person in people}
    author = people[0].pk
    for start in range(0, count, 10_000):
        _write_deals(min(10_000, count - start), accounts, stages, teams, author, now, chance)


@transaction.atomic
def _write_deals(
    count: int,
    accounts: Sequence[tuple[int, int]],
    stages: Sequence[Stage],
    teams: dict[int, int | None],
    author: int,
    now: datetime,
    chance: random.Random,
) -> None:
    deals: list[tuple[Any, ...]] = []
    states: list[tuple[Any, ...]] = []
    audit: list[tuple[Any, ...]] = []
    for pk in bulk.allocate(Opportunity, count):
        account, owner = chance.choice(accounts)
        life = _life(now.date(), len(stages), chance)
        amount = Decimal(chance.randrange(10, 5000) * 1000)
        name = f"{chance.choice(WORK)} {pk}"
        stage = stages[life.moves[-1][1]]
        expected = life.closed or now.date() + timedelta(days=chance.randrange(1, 180))
        deals.append(
            (
                pk,
                name,
                account,
                stage.pk,
                life.status,
                amount,
                "CNY",
                expected,
                life.opened,
                life.closed,
                owner,
                teams[owner],
                life.moves[-1][0],
                "跟进",
                expected,
                search_text(name),
                1,
                now,
                now,
            )
        )
        states.extend(_states(pk, account, owner, teams[owner], life, amount, expected, stages, author))
        audit.append((now, author, "import", entity_of(Opportunity), pk, name, "created", {}, 1, ""))
    _insert(Opportunity, DEAL_COLUMNS, iter(deals))
    bulk.insert(OpportunityState, STATE_COLUMNS, states)
    bulk.insert(AuditEntry, AUDIT_COLUMNS, audit)


def _states(
    pk: int,
    account: int,
    owner: int,
    team: int | None,
    life: Life,
    amount: Decimal,
    expected: date,
    stages: Sequence[Stage],
    author: int,
) -> Iterator[tuple[Any, ...]]:
    steps = [(day, "open", stage) for day, stage in life.moves]
    if life.closed is not None:
        steps.append((life.closed, life.status, life.moves[-1][1]))
    ends = [_instant(day) for day, _status, _stage in steps[1:]] + [None]
    for (day, status, stage), end in zip(steps, ends, strict=True):
        closed = life.closed if status != "open" else None
        cycle = (closed - life.opened).days if closed else None
        base = amount if closed else None
        yield (
            (
                pk,
                _instant(day),
                end,
                status,
                stages[stage].pk,
                stages[stage].win_rate,
                amount,
                "CNY",
                base,
                expected,
                life.opened,
                closed,
                cycle,
                account,
                owner,
                team,
                "",
                author,
                "import",
            )
        )


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


DEAL_COLUMNS = (
    "id name account_id stage_id status amount currency expected_close opened_on closed_on owner_id "
    "team_id stage_since next_step next_step_on search version created_at updated_at"
).split()
STATE_COLUMNS = (
    "opportunity_id valid_from valid_to status stage_id win_rate amount currency base_amount expected_close "
    "opened_on closed_on cycle_days account_id owner_id team_id evidence changed_by_id surface"
).split()
AUDIT_COLUMNS = ["at", "actor_id", "surface", "entity", "object_id", "label", "action", "changes", "version", "ref"]
