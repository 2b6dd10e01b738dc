"""The targets of one fiscal year and measure as a sheet: of teams and people, of accounts, or of products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Measure, Owner, Product, Target, TargetScope
from keyaccount.apps.pipeline.queries.targets import YEAR, Span, year_of
from keyaccount.apps.workspace.models import Reach, Team, User
from keyaccount.apps.workspace.queries.paging import Cursor, Order, page_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.teams import team_tree
from keyaccount.formulas.targets import YearOfTargets

PAGE, CHUNK = 50, 2000
COLUMNS = {Team: "team_id", User: "user_id", Account: "account_id", Product: "product_id"}


class By(TextChoices):
    PEOPLE = "people", _("Teams and people")
    ACCOUNTS = "accounts", _("Accounts")
    PRODUCTS = "products", _("Products")

    @property
    def scopes(self) -> tuple[TargetScope, ...]:
        if self is By.PEOPLE:
            return TargetScope.COMPANY, TargetScope.TEAM, TargetScope.USER
        return TargetScope.COMPANY, TargetScope.ACCOUNT if self is By.ACCOUNTS else TargetScope.PRODUCT


@dataclass(frozen=True, slots=True)
class Row:
    """owner: None for the company; depth: down the tree; held: what is set; of_year: with what its parts come to."""

    owner: Owner
    depth: int
    held: Mapping[Span, Target]
    of_year: YearOfTargets

    @property
    def scope(self) -> TargetScope:
        scopes = {Team: TargetScope.TEAM, User: TargetScope.USER, Account: TargetScope.ACCOUNT}
        return TargetScope.COMPANY if self.owner is None else scopes.get(type(self.owner), TargetScope.PRODUCT)

    @property
    def key(self) -> int:
        return self.owner.pk if self.owner is not None else 0

    @property
    def own_year(self) -> Target | None:
        return self.held.get(YEAR)

    @property
    def year(self) -> Decimal | None:
        return self.of_year.year


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a sheet. after, before: the cursors of the pages beside it."""

    rows: list[Row]
    after: str = ""
    before: str = ""


def rows_of_year(
    viewer: User, year: int, measure: Measure = Measure.REVENUE, until: datetime | None = None
) -> list[Row]:
    """The company for whoever sees everything; then each team with its people, as far as the viewer sees them.

    until: as the targets held just before that moment; None: those that hold now.
    """
    targets = Target.objects.filter(scope__in=By.PEOPLE.scopes)
    held = _held(targets.filter(valid_to=None) if until is None else targets.until(until), year, measure)
    rows = [_row(None, 0, held)] if viewer.people_in_reach is None else []
    people = people_seen(viewer, held)
    for team in _teams_seen(viewer):
        rows.append(_row(team, team.depth, held))  # type: ignore[attr-defined]
        rows += [_row(person, team.depth + 1, held) for person in people.get(team.pk, [])]  # type: ignore[attr-defined]
    return rows + [_row(person, 0, held) for person in people.get(None, [])]


def accounts_of_year(
    viewer: User, year: int, measure: Measure, cursor: Cursor | None = None, chosen: Account | None = None
) -> Listed:
    """Accounts with a target, by name; `chosen` stands first also without one, so that it can be given one."""
    aimed = Target.objects.filter(year=year, measure=measure, scope=TargetScope.ACCOUNT, valid_to=None)
    accounts = Account.objects.visible_to(viewer).select_related("owner__team")
    first: list[Owner] = [None] if viewer.people_in_reach is None else []
    first += [chosen] if chosen is not None else []
    return _listed(first, accounts.filter(pk__in=aimed.values("account")), year, measure, cursor)


def products_of_year(viewer: User, year: int, measure: Measure, cursor: Cursor | None = None) -> Listed:
    """The company, then what we sell, and what we no longer sell but have a target for, by name."""
    aimed = Target.objects.filter(year=year, measure=measure, scope=TargetScope.PRODUCT, valid_to=None)
    sold = Product.objects.filter(Q(archived_at=None) | Q(pk__in=aimed.values("product")))
    return _listed([None], sold, year, measure, cursor)


def every_row(viewer: User, year: int, measure: Measure, by: By) -> Iterator[Row]:
    """The whole sheet, also who has no target yet: for a file to fill in."""
    if by is By.PEOPLE:
        yield from rows_of_year(viewer, year, measure)
        return
    accounts = Account.objects.visible_to(viewer).select_related("owner__team").order_by("name", "pk")
    owners: QuerySet[Any] = accounts if by is By.ACCOUNTS else Product.objects.present().order_by("name")
    held = _held(Target.objects.filter(scope=by.scopes[-1], valid_to=None), year, measure)
    for owner in owners.iterator(chunk_size=CHUNK):
        yield _row(owner, 0, held)


def _listed(first: list[Owner], records: Any, year: int, measure: Measure, cursor: Cursor | None) -> Listed:
    page = page_of(records, ("pk",), Order("name", filled=True), cursor, PAGE)
    found = records.in_bulk([pk for (pk,) in page.rows])
    owners = [*first, *(found[pk] for (pk,) in page.rows if found[pk] not in first)]
    wanted = Q()
    for owner in owners:
        wanted |= of_owner(owner)
    held = _held(Target.objects.filter(wanted).filter(valid_to=None), year, measure) if owners else {}
    return Listed([_row(owner, 0, held) for owner in owners], page.after, page.before)


def row_of(owner: Owner, year: int, measure: Measure = Measure.REVENUE) -> Row:
    return _row(owner, _depth_of(owner), _held(Target.objects.filter(of_owner(owner), valid_to=None), year, measure))


def of_owner(owner: Owner) -> Q:
    """The targets of one owner."""
    return Q(scope=TargetScope.COMPANY) if owner is None else Q(**{COLUMNS[type(owner)]: owner.pk})


def sees_owner(viewer: User, owner: Owner) -> bool:
    """As `Target.visible_to`: the company's and a product's targets are everyone's."""
    if viewer.people_in_reach is None or owner is None or isinstance(owner, Product):
        return True
    if isinstance(owner, Account):
        return Account.objects.visible_to(viewer).filter(pk=owner.pk).exists()
    if isinstance(owner, User):
        return owner.pk in viewer.people_in_reach
    return owner.pk in {team.pk for team in _teams_seen(viewer)}


Key = tuple[str, int]
Held = dict[Key, dict[Span, Target]]


def _held(targets: Any, year: int, measure: Measure) -> Held:
    found: Held = {}
    for target in targets.filter(year=year, measure=measure):
        key = target.team_id or target.user_id or target.account_id or target.product_id or 0
        found.setdefault((target.scope, key), {})[Span(target.quarter, target.month)] = target
    return found


def _row(owner: Owner, depth: int, held: Held) -> Row:
    empty = Row(owner, depth, {}, YearOfTargets())
    mine = held.get((empty.scope, empty.key), {})
    return Row(owner, depth, mine, year_of(mine.values(), workspace()))


def _depth_of(owner: Owner) -> int:
    """As in the whole list: a team by its way from the root, a person one below their team."""
    team = owner if isinstance(owner, Team) else owner.team if isinstance(owner, User) else None
    above = team.path.count("/") - 2 if team else 0
    return above + (team is not None and isinstance(owner, User))


def _teams_seen(viewer: User) -> list[Team]:
    tree = team_tree()
    if viewer.people_in_reach is None:
        return tree
    own = viewer.team
    return [] if own is None else [team for team in tree if team.path.startswith(own.path)]


def people_seen(viewer: User, held: Iterable[Key] = ()) -> dict[int | None, list[User]]:
    """By team those who sell (write records of their own) and may sign in, and whoever has a target."""
    aimed = {pk for scope, pk in held if scope == TargetScope.USER}
    sells = Q(is_active=True) & ~Q(role__writes=Reach.NOTHING)
    people = User.objects.people().filter(sells | Q(pk__in=aimed)).select_related("team", "role")
    if viewer.people_in_reach is not None:
        people = people.filter(pk__in=viewer.people_in_reach)
    found: dict[int | None, list[User]] = {}
    for person in people.order_by("name"):
        if person.team_id is not None or person.pk in aimed or not person.role.may_administer:
            found.setdefault(person.team_id, []).append(person)
    return found
