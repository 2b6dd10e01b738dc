"""What the advice cards of a new workspace say; people change them in the settings."""

from __future__ import annotations

from dataclasses import dataclass

from keyaccount.apps.contacts.models import Animal, Temperament, ThinkingStyle


@dataclass(frozen=True, slots=True)
class Card:
    traits: str
    traits_zh: str
    advice: str
    advice_zh: str
    animal: str = ""


THINKING: dict[str, Card] = {
    ThinkingStyle.ANALYTICAL: Card(
        "Facts, the bottom line, critical analysis. May seem cold.",
        "看事实、看结果、善于质疑分析；容易显得冷。",
        "Come with figures and their sources, first the result, then how it came about. Answer the question that was "
        "asked. No small talk before it, no adjectives.",
        "带着数字和出处来，先说结果，再说怎么得来的。问什么答什么，少寒暄，不用形容词。",
        Animal.EAGLE,
    ),
    ThinkingStyle.ORGANISED: Card(
        "Order, rules, how it has always been done. May seem rigid.",
        "重秩序、守规矩、“我们一向这样做”；容易显得死板。",
        "Send the agenda before, keep to it and to the time. Show the plan step by step, who does what by when, and "
        "what happens if something goes wrong. Change one thing at a time.",
        "提前发议程，按议程和时间走。一步一步讲计划：谁、何时、做什么，出了问题怎么办。一次只改一件事。",
        Animal.DONKEY,
    ),
    ThinkingStyle.FEELING: Card(
        "People, growth, taking part. May seem soft.",
        "关心人、关心成长、喜欢参与；容易显得软。",
        "Ask first how they and their people are doing. Tell what others felt who went this way. Let them take part in "
        "shaping the answer, and thank them by name.",
        "先问候他和他的团队。讲讲走过这条路的人有什么感受。请他一起把方案想出来，并当面致谢。",
        Animal.SHEEP,
    ),
    ThinkingStyle.IMAGINATIVE: Card(
        "Novelty, ideas, the large picture. May seem scattered.",
        "爱新鲜、点子多、看大图；容易显得散。",
        "Begin with the picture and what is new in it; leave the details for the paper. Build on their ideas, then "
        "agree on one next step and write it down.",
        "从全景和新意讲起，细节留在材料里。顺着他的想法往前推，最后约定一个下一步并写下来。",
        Animal.FOX,
    ),
}

TEMPERAMENT: dict[str, Card] = {
    Temperament.OPINIONATED: Card(
        "Knows better and likes to be right.",
        "觉得自己最懂，喜欢自己是对的。",
        "Listen to the end and take up a point of theirs before yours. Ask rather than contradict, so that the "
        "conclusion is their own.",
        "听完再说，先接住他的一个观点再讲自己的。用提问代替反驳，让结论由他自己说出来。",
    ),
    Temperament.OPEN: Card(
        "Hears everyone, takes something from each.",
        "谁的话都听，各取所长。",
        "Make plain in one sentence how we differ. Help to compare: a table with their criteria. "
        "Ask for a date of decision.",
        "用一句话讲清我们的不同。按他的标准列一张对比表，帮他比较，并约定决定的日期。",
    ),
    Temperament.DOUBTING: Card(
        "Half believes, wants proof.",
        "将信将疑，要看证据。",
        "Bring references they can call, a trial, a guarantee in writing. Admit what we cannot do; it makes the rest "
        "believable.",
        "给可以打电话核实的案例、试用、书面保证。承认做不到的，其余的才可信。",
    ),
    Temperament.EXPERT: Card(
        "Speaks as an expert without being one.",
        "以内行自居，其实不深。",
        "Never expose it. Give them the terms and figures to shine with inside; let our specialist speak to theirs.",
        "不要戳穿。给他能在内部讲得漂亮的术语和数字；技术细节让双方专家对谈。",
    ),
    Temperament.TRIMMING: Card(
        "Goes with whoever is strong at the moment.",
        "看谁风头劲就跟谁。",
        "Win those above and around first, then show that the wind has turned. Have agreements in writing.",
        "先赢得他的上级和周围的人，再让他看到风向。约定要落在纸面上。",
    ),
    Temperament.ILL_INTENTIONED: Card(
        "Uses the talks for ends of their own.",
        "另有所图。",
        "Keep to what is written and go in pairs. Give nothing in advance. Report what is improper and look for "
        "another door.",
        "一切以书面为准，两人同行，不预付任何好处。不正当的要求如实上报，另找一扇门。",
    ),
    Temperament.INTROVERTED: Card(
        "Says little, decides alone.",
        "话少，自己拿主意。",
        "Write before you speak and leave time for an answer. Ask what can be answered shortly. Silence is not a no.",
        "先发文字，再谈；留出回答的时间。问容易回答的问题。沉默不等于拒绝。",
    ),
    Temperament.LAVISH: Card(
        "Shows a large hand, real or not.",
        "出手阔绰，真假难辨。",
        "Enjoy it, and check the budget and who signs. Give recognition in front of others instead of price cuts.",
        "接住他的豪气，同时核实预算和签字权。当众给面子，而不是降价。",
    ),
}
