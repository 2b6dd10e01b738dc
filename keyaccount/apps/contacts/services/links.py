"""Drawing who influences whom: a change ends one row and begins the next; erasing ends it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact, InfluenceLink, LinkKind
from keyaccount.apps.contacts.services.history import TICK
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound, gettext_noop


class LinkErased(Fact):
    message = gettext_noop("This line was erased meanwhile. Draw it anew.")


@transaction.atomic
def draw_link(
    *, source_id: int, target_id: int, kind: str = LinkKind.INFLUENCE, strength: int = 2, act: Act
) -> InfluenceLink:
    """Drawing a line that is there already sets its strength."""
    source = access.writable(Contact, source_id, act)
    target = Contact.objects.visible_to(act.actor).filter(pk=target_id).first()
    if target is None:
        raise NotFound
    if source.account_id is None or source.account_id != target.account_id:
        raise Invalid(_("Lines join two people of the same account."))
    there = InfluenceLink.objects.current().filter(source=source, target=target, kind=kind).first()
    if there is not None:
        return _begin_anew(there, kind, strength, act)
    link = InfluenceLink(account_id=source.account_id, source=source, target=target, valid_from=act.now)
    return _begin(link, kind, strength, act)


@transaction.atomic
def change_link(*, link_id: int, kind: str, strength: int, act: Act) -> InfluenceLink:
    link = _writable(link_id, act)
    if kind != link.kind and InfluenceLink.objects.current().filter(source=link.source, target=link.target, kind=kind):
        raise Invalid(_("There is a line of that kind between the two already."))
    return _begin_anew(link, kind, strength, act)


@transaction.atomic
def erase_link(*, link_id: int, act: Act) -> InfluenceLink:
    """It is no longer drawn from now on; past days still show it."""
    link = _writable(link_id, act)
    _end(link, act)
    audit.record(act, link, AuditAction.REMOVED)
    return link


def _writable(link_id: int, act: Act) -> InfluenceLink:
    if not InfluenceLink.objects.visible_to(act.actor).filter(pk=link_id).exists():
        raise NotFound
    if not InfluenceLink.objects.writable_by(act.actor).filter(pk=link_id).exists():
        raise NotAllowed
    rows = InfluenceLink.objects.select_for_update(of=("self",)).select_related("source", "target")
    link: InfluenceLink = rows.get(pk=link_id)
    if link.valid_to is not None:
        raise LinkErased
    return link


def _begin(link: InfluenceLink, kind: str, strength: int, act: Act) -> InfluenceLink:
    link.kind, link.strength, link.author = kind, strength, act.actor
    revising.check(link)
    link.save(force_insert=True)
    told = {"kind": (None, kind), "strength": (None, strength)}
    audit.record(act, link, AuditAction.CREATED, told)
    return link


def _begin_anew(link: InfluenceLink, kind: str, strength: int, act: Act) -> InfluenceLink:
    before = {"kind": link.kind, "strength": link.strength}
    after = {"kind": kind, "strength": strength}
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if not changes:
        return link
    following = InfluenceLink(
        account_id=link.account_id,
        source=link.source,
        target=link.target,
        author=act.actor,
        valid_from=act.now,
        **after,
    )
    revising.check(following, exclude=["source", "target"])
    _end(link, act)
    following.valid_from = link.valid_to or act.now
    following.save(force_insert=True)
    audit.record(act, following, AuditAction.CHANGED, changes)
    return following


def _end(link: InfluenceLink, act: Act) -> None:
    link.valid_to = max(act.now, link.valid_from + TICK)
    link.save(update_fields=["valid_to"])
