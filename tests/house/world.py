"""One record of each kind, all lin's, and the paths and bodies that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from keyaccount.apps.accounts.models import PortraitQuestion, SignalRule
from keyaccount.apps.accounts.services import accounts, feeds, rivals, signals, units
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.accounts.services.reading import take_file
from keyaccount.apps.collaboration.models import Tag
from keyaccount.apps.collaboration.services import comments, files, photos, tags
from keyaccount.apps.contacts.models import AdviceCard, RelationshipStage
from keyaccount.apps.contacts.services import contacts, links, personal, readings, referrals, visits
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.apps.events.models import EventKind
from keyaccount.apps.events.services import events, guests
from keyaccount.apps.forecast.services.categories import set_deal_category
from keyaccount.apps.forecast.services.overrides import set_override
from keyaccount.apps.forecast.services.scenarios import About, save_scenario
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.pipeline.models import CloseReason, Pipeline, Product, Stage
from keyaccount.apps.pipeline.services import opportunities, orders, purchase, stages, targets
from keyaccount.apps.pipeline.services.deal_readings import record_deal_reading
from keyaccount.apps.portfolio.models import MarketRule
from keyaccount.apps.portfolio.queries.white_space import Place
from keyaccount.apps.portfolio.services.costs import add_cost
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.apps.portfolio.services.markets import Held, create_market
from keyaccount.apps.portfolio.services.scorecards import add_reading
from keyaccount.apps.portfolio.services.white_space import judge_cell
from keyaccount.apps.workspace.models import CustomField, DuplicatePair, ExchangeRate, Merge, Role, SavedView
from keyaccount.apps.workspace.queries.quality.bulk_kinds import bulk_kind
from keyaccount.apps.workspace.services import custom_fields, jobs, tokens
from keyaccount.apps.workspace.services.quality.bulk_editing import choose_records
from keyaccount.apps.workspace.services.quality.finding import find_duplicates
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.formulas.scenario import Basis, Levers
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.period import Period
from keyaccount.surfaces.exchange import services as exchange
from keyaccount.surfaces.exchange.models import Import

SECRET = "Zebra-7341"
MOBILE = "13900007341"
NEWS = f'<rss version="2.0"><channel><item><title>{SECRET} Holding hires 300</title></item></channel></rss>'
FILE_PAGES = ("download", "preview", "look", "remove_file", "restore_file", "erase_file")


@dataclass(frozen=True)
class World:
    """ids: what stands in a route's <…>, by its name there."""

    people: Any
    ids: Mapping[str, Any]
    sessions: dict[str, str] = field(default_factory=dict)

    def sign_everyone_in(self) -> None:
        """Once for all requests: signing in asks more queries than many a page."""
        for name, person in self.people.everyone().items():
            client = Client()
            client.force_login(person)
            self.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def signed_in(self, who: str, headers: Mapping[str, str]) -> Client:
        client = Client(headers=headers)
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def path(self, name: str, route: str) -> str:
        """The address of that name; an id of its own (`pipeline:reopen pk`) goes before the general one."""
        keys = re.findall(r"<(?:\w+:)?(\w+)>", route)
        return reverse(name, kwargs={key: self.ids.get(f"{name} {key}", self.ids[key]) for key in keys})

    def fill(self, route: str) -> str:
        return re.sub(r"{(\w+)}", lambda found: str(self.ids[found[1]]), route)

    def data(self, given: Mapping[str, Any] | None) -> Any:
        """A body with `$stage` and the like put in."""
        if given is None:
            return None
        return {key: self._value(value) for key, value in given.items()}

    def _value(self, value: Any) -> Any:
        return self.ids[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def make_world(people: Any, act: Any) -> World:
    lin = act("lin")
    field = _custom_fields(act("admin"))
    values = {"name": f"{SECRET} Holding", "custom_note": f"{SECRET} note", "custom_family": f"{SECRET} family"}
    account = accounts.create_account(values=values, act=lin)
    question = PortraitQuestion.objects.all()[0]
    answer_question(account_id=account.pk, question_id=question.pk, text=f"{SECRET} size", act=lin)
    contact = contacts.create_contact(
        values={"name": f"{SECRET} Person", "account": account, "mobile": MOBILE}, act=lin
    )
    colleague = contacts.create_contact(values={"name": f"{SECRET} Colleague", "account": account}, act=lin)
    seen = Seen(dynamics_high=True, receptivity_high=True, evidence=f"{SECRET} said so")
    reading = readings.record_reading(contact_id=contact.pk, seen=seen, act=lin)
    link = links.draw_link(source_id=colleague.pk, target_id=contact.pk, act=lin)
    visit = visits.record_visit(
        contact_id=contact.pk, values={"made_on": date(2026, 11, 12), "purpose": f"{SECRET} visit"}, act=lin
    )
    personal.set_personal(
        contact_id=contact.pk, values={"interests": f"{SECRET} family", "thinking_style": "A"}, act=lin
    )
    day = personal.add_day(
        contact_id=contact.pk,
        values={
            "kind": "birthday",
            "whose": f"{SECRET} family",
            "lunar": True,
            "month": 10,
            "day": 12,
        },  # 20 November 2026
        act=lin,
    )
    deal = opportunities.create_opportunity(values=_deal("open", account), act=lin)
    purchase.add_person(opportunity_id=deal.pk, contact=contact, role="user", act=lin)
    told = replace(seen, evidence=f"{SECRET} family")
    in_deal = record_deal_reading(opportunity_id=deal.pk, contact_id=contact.pk, seen=told, act=lin)
    said = _forecast(deal.pk, people.lin, lin)
    won = opportunities.create_opportunity(values=_deal("won", account), act=lin)
    stages.win_opportunity(opportunity_id=won.pk, act=lin)
    order = orders.record_order(
        values={
            "description": f"{SECRET} order",
            "account": account,
            "amount": Decimal(50),
            "ordered_on": date(2026, 11, 2),
        },
        act=lin,
    )
    market = create_market(
        values={"name": "北京网络招聘", "year": 2026},
        shares=[Held("我们", Decimal("0.3"), None, True)],
        act=act("zhao"),
    )
    reading_off = add_reading(
        stance=Stance.ATTACK, key="team_growth", value=Decimal("0.1"), source="Personnel", act=act("zhao")
    )
    estimate = add_estimate(
        account_id=account.pk, values={"amount": Decimal(5000), "source": f"{SECRET} report"}, act=lin
    )
    spent = {"kind": "travel", "amount": Decimal(300), "note": f"{SECRET} flight"}
    cost = add_cost(account_id=account.pk, values=spent, act=lin)
    target = targets.set_target(
        owner=people.lin, year=2026, quarter=4, amount=Decimal(1000), act=act("admin").part_of("spread:1")
    )
    product = Product.objects.create(
        name="Lamp", list_price=Decimal(10), currency="CNY", created_at=lin.now, updated_at=lin.now
    )
    rival = rivals.create_rival(values={"name": "Bolt"}, act=lin)
    told = {"rival": rival, "text": f"{SECRET} rumour"}
    note = rivals.add_note(account_id=account.pk, values=told, act=lin)
    shift = SignalRule.objects.all()[0]
    heard = {"account": account, "kind": "people", "rule": shift, "text": f"{SECRET} hires"}
    signal = signals.record_signal(values=heard, act=lin)
    feed = feeds.add_feed(values={"name": "News"}, act=lin)
    take_file(feed_id=feed.pk, content=NEWS.encode(), act=lin)
    unit = units.add_unit(account_id=account.pk, name=f"{SECRET} plant", act=lin)
    empty = {"state": "empty", "amount": Decimal(700), "source": f"{SECRET} visit"}
    judge_cell(place=Place(account.pk, unit.pk, product.pk), values=empty, act=lin)
    job = jobs.enqueue(kind="workspace.clean_up", title=f"{SECRET} job", payload={}, act=lin)
    token, _secret = tokens.create_token(name="mine", may_write=True, expires_at=None, act=lin)
    scenario = save_scenario(
        name=SECRET,
        levers=Levers(5, Decimal("0.4"), Decimal(1000), Decimal(60)),
        basis=Basis(3, 30, Decimal(100), Decimal(9000)),
        about=About(Period.quarter(2026, 4), date(2026, 11, 18), "CNY", person=people.lin),
        act=lin,
    )
    view = SavedView.objects.create(owner=people.lin, place="pipeline", name=SECRET, query={}, created_at=lin.now)
    pooled = accounts.create_account(values={"name": "Nobody's", "owner": None}, act=act("zhao"))
    imp = _import(act("zhao"))
    file = files.attach_file(kind="account", object_id=account.pk, **_picture(), act=lin)
    comment = comments.post_comment(kind="account", object_id=account.pk, text=f"{SECRET} @wang", act=lin)
    to_lin = comments.post_comment(kind="account", object_id=account.pk, text=f"{SECRET} @lin", act=act("wang"))
    tags.add_tag(kind="account", object_id=account.pk, name="fair", act=lin)
    tag = Tag.objects.get(key="fair")
    told = {"by_contact": contact, "note": f"{SECRET} dinner"}
    referral = referrals.record_referral(kind="account", object_id=account.pk, values=told, act=lin)
    held = {"name": f"{SECRET} day", "kind": EventKind.objects.all()[0], "starts_on": date(2026, 11, 12)}
    event = events.create_event(values={**held, "cost": Decimal(900)}, act=lin)
    (guest,) = guests.invite_people(event_id=event.pk, contact_ids=[contact.pk], act=lin).new
    told = {"came": True, "followed": f"{SECRET} wish", "opportunity": deal}
    guests.change_guest(guest_id=guest.pk, values=told, act=lin)
    photos.set_photo(kind="contact", object_id=contact.pk, **_picture(), act=lin)
    twins, pair, merged = _twins(lin)
    change = choose_records(bulk_kind("accounts"), deed="archive", ids=[twins[1].pk], act=lin)
    rate = ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
    pipeline = Pipeline.objects.get(is_default=True)
    later = Stage.objects.filter(pipeline=pipeline).order_by("position")[1]
    assert target is not None
    ids = {
        "account_id": account.pk,
        "question_id": question.pk,
        "records": "accounts",
        "survivor": twins[0].pk,
        "merged": twins[1].pk,
        "pair_id": pair.pk,
        "merge_id": merged.pk,
        "change_id": change.pk,
        "unit_id": unit.pk,
        "rival_id": rival.pk,
        "note_id": note.pk,
        "signal_id": signal.pk,
        "feed_id": feed.pk,
        "found_id": feed.found.get(account=account).pk,
        "rule_id": shift.pk,
        **{f"portfolio:{name}market_rule rule_id": MarketRule.objects.all()[0].pk for name in ("", "mark_", "raise_")},
        "contact_id": contact.pk,
        "colleague": colleague.pk,
        "reading_id": reading.pk,
        "link_id": link.pk,
        "deal_reading_id": in_deal.pk,
        "pipeline:withdraw_deal_reading reading_id": in_deal.pk,
        "visit_id": visit.pk,
        "day_id": day.pk,
        "relationship_id": RelationshipStage.objects.first().pk,
        "card_id": AdviceCard.objects.first().pk,
        "pk": deal.pk,
        "opportunity_id": deal.pk,
        "pipeline:reopen pk": won.pk,
        "pipeline:cell key": "amount",
        "pipeline:filter key": "pipeline",
        "pipeline:flow_bar key": "opening",
        "pipeline:more_changes key": "new",
        "pipeline:measure key": "conversion",
        "pipeline:target_cell pk": people.lin.pk,
        "pipeline:target_history pk": people.lin.pk,
        "pipeline:target_spread pk": people.lin.pk,
        "ref": "spread:1",
        "person": contact.pk,
        "code": "USD",
        "rate_id": rate.pk,
        "person_id": people.lin.pk,
        "category": "commit",
        "year": 2026,
        "quarter": 4,
        "part": "q4",
        "scope": "user",
        "uidb36": "1",
        "account_confirm_email key": "x",
        "account_reset_password_from_key key": "x-y",
        "mfa_remove_webauthn pk": 1,
        "mfa_edit_webauthn pk": 1,
        "order_id": order.pk,
        "target_id": target.pk,
        "estimate_id": estimate.pk,
        "cost_id": cost.pk,
        "stance": "attack",
        "measure": "team_growth",
        "measure_reading_id": reading_off.pk,
        "market_id": market.pk,
        "product_id": product.pk,
        "job_id": job.pk,
        "token_id": token.pk,
        "scenario_id": scenario.pk,
        **said,
        "forecast:share_scenario pk": scenario.pk,
        "forecast:archive_scenario pk": scenario.pk,
        "view_id": view.pk,
        "import_id": imp.pk,
        "file_id": imp.files.get().pk,
        "comment_id": comment.pk,
        "attachment_id": file.pk,
        "portfolio:claim account_id": pooled.pk,
        "portfolio:assign account_id": pooled.pk,
        "referral_id": referral.pk,
        "event_id": event.pk,
        "guest_id": guest.pk,
        "whom": [contact.pk],
        "kind_id": event.kind_id,
        "events:choices field": "kind",
        "tag_id": tag.pk,
        "mention_id": to_lin.mentions.get().pk,
        "kind": "account",
        "object_id": account.pk,
        **_of_photo(contact.pk),
        **{f"collaboration:{name} file_id": file.pk for name in FILE_PAGES},
        "exchange:export place": "accounts",
        "format": "csv",
        "user_id": people.wang.pk,
        "team_id": people.east.pk,
        "role_id": Role.objects.get(code="delivery").pk,
        "pipeline_id": pipeline.pk,
        "stage_id": later.pk,
        "stage": later.pk,
        "reason_id": CloseReason.objects.filter(outcome="lost").values_list("pk", flat=True)[0],
        "key": "pipeline.count",
        "field_id": field.pk,
        "on": "accounts",
        "column": field.column,
        "place": "pipeline",
        "accounts:choices field": "industry",
        "contacts:choices field": "role",
        "contacts:plan_cell key": "purpose",
        "portfolio:ledger_choices field": "industry",
        "field": "",
    }
    return World(people, ids)


def _forecast(deal_id: int, person: Any, act: Any) -> dict[str, int]:
    """What lin says of her deal and of her quarter."""
    said, quarter = f"{SECRET} promised", Period.quarter(2026, 4)
    set_deal_category(opportunity_id=deal_id, category="commit", note=said, act=act)
    number = {"category": "commit", "period": quarter, "amount": Decimal(7341), "by_manager": False}
    override = set_override(person=person, note=said, act=act, **number)
    submission = submit_forecast(period=quarter, note=said, act=act)
    return {"override_id": override.pk, "submission_id": submission.pk}


def _of_photo(contact_id: int) -> dict[str, Any]:
    names = ("photo", "set_photo", "remove_photo")
    kinds = {f"collaboration:{name} kind": "contact" for name in names}
    return kinds | {f"collaboration:{name} object_id": contact_id for name in names}


def _picture() -> dict[str, Any]:
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return {"name": f"{SECRET}.png", "content": written, "size": written.tell()}


def _custom_fields(act: Any) -> CustomField:
    """One for everyone who sees the account, one for who tends it, one that names an account."""
    custom_fields.add_field(on="accounts", kind="text", name="Family", audience="tenders", act=act)
    custom_fields.add_field(on="opportunities", kind="account", name="Through", act=act)
    return custom_fields.add_field(on="accounts", kind="text", name="Note", act=act)


def _import(act: Any) -> Import:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.csv"
        file.write_text("Name\nAcme\n")
        return exchange.start_import(paths=[file], preset="generic", act=act)


def _twins(act: Any) -> tuple[list[Any], DuplicatePair, Merge]:
    """Two accounts that look like one, their pair, and a third that was merged into the first."""
    one, other, third = (
        accounts.create_account(values={"name": f"{SECRET} {name}"}, act=act)
        for name in ("Twins", "Twins Ltd", "Twins Inc")
    )
    merged = merge(ACCOUNTS, survivor=one.pk, merged=third.pk, act=act)
    find_duplicates(ACCOUNTS, act.now)
    return [one, other], DuplicatePair.objects.get(first=one.pk, second=other.pk), merged


def _deal(name: str, account: Any) -> dict[str, Any]:
    return {
        "name": f"{SECRET} {name}",
        "account": account,
        "amount": Decimal(1000),
        "custom_through": account,
        "expected_close": date(2026, 12, 1),
    }
