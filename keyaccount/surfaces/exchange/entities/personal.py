"""What is personal about someone, as columns beside the contact: only those who tend the account bring them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Personal, Temperament, ThinkingStyle
from keyaccount.apps.contacts.services.beside import Birthday
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.entity import Cells, plain_values
from keyaccount.surfaces.exchange.entities.field import Field, Kind, text_of, words_of

THINKING_WORDS = {
    "A": ("A · analytical", "分析型", "A · 分析型", "A型"),
    "B": ("B · organised", "organized", "条理型", "B · 条理型", "B型"),
    "C": ("C · feeling", "感受型", "C · 感受型", "C型"),
    "D": ("D · imaginative", "想象型", "D · 想象型", "D型"),
}
TEMPERAMENT_WORDS = {
    "opinionated": ("自以为是",),
    "open": ("open to all", "兼收并蓄"),
    "doubting": ("将信将疑",),
    "expert": ("posing as expert", "冒充内行"),
    "trimming": ("trimming to the wind", "见风使舵"),
    "ill_intentioned": ("ill-intentioned", "心术不正"),
    "introverted": ("性格内向",),
    "lavish": ("真假豪气",),
}
BIRTHDAY = Field("birthday", _("birthday"), ("birthdate", "birth date", "date of birth", "生日", "出生日期", "公历生日",
                 "birthday (solar or lunar)"), Kind.BIRTHDAY)  # fmt: skip
LUNAR_BIRTHDAY = Field("lunar_birthday", _("lunar birthday"), ("农历生日", "阴历生日"), Kind.LUNAR_BIRTHDAY)
SIDE = (
    text_of(Personal, "interests", _("interests"), "hobbies", "爱好", "兴趣", "兴趣爱好"),
    text_of(Personal, "family", _("family"), "家庭", "家庭情况"),
    text_of(Personal, "quotes", _("quotes to remember"), "quotes", "值得记住的话", "名言"),
    text_of(Personal, "proud_moments", _("proud moments"), "得意之事", "得意的事"),
    text_of(Personal, "features", _("how to recognise them"), "features", "相貌特征", "特征"),
    text_of(Personal, "name_said", _("how the name is said"), "pronunciation", "名字读音", "读音"),
    Field("thinking_style", _("thinking style"), ("思维方式", "思维类型"), Kind.CHOICE,
          choices=words_of(ThinkingStyle, THINKING_WORDS)),
    Field("temperament", _("temperament"), ("客户类型", "性格类型"), Kind.CHOICE,
          choices=words_of(Temperament, TEMPERAMENT_WORDS)),
)  # fmt: skip
SIDE_KEYS = frozenset(one.key for one in SIDE)
PERSONAL = (BIRTHDAY, LUNAR_BIRTHDAY, *SIDE)


class TwoBirthdays(Fact):
    message = gettext_noop("The row gives a birthday in both calendars. Give the one that is kept.")


def personal_of(cells: Cells) -> dict[str, str]:
    return plain_values(cells, SIDE_KEYS)


def birthday_of(cells: Cells) -> Birthday | None:
    solar, lunar = (cells.get(one.key) for one in (BIRTHDAY, LUNAR_BIRTHDAY))
    if solar is not None and lunar is not None and solar != lunar:
        raise TwoBirthdays
    return solar or lunar
