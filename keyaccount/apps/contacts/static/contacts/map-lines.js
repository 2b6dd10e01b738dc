/* The geometry of lines between cards: numbers in, path strings out. A card is {x, y, w, h}, a path {d, head}. */
(function () {
  "use strict";
  const middle = card => ({ x: card.x + card.w / 2, y: card.y + card.h / 2 });
  const HEAD = 9;

  /* From the superior down to the person: a bus for those beside each other, from the left for those stacked below. */
  function reporting(boss, card, stacked) {
    if (stacked && card.x <= boss.x + boss.w && card.y > boss.y) {
      const x = card.x - 7;
      return `M${boss.x} ${boss.y + boss.h / 2}H${x}V${card.y + card.h / 2}H${card.x}`;
    }
    const from = middle(boss), to = middle(card);
    if (card.y >= boss.y + boss.h) {
      const y = card.y - Math.min(20, (card.y - boss.y - boss.h) / 2);
      return `M${from.x} ${boss.y + boss.h}V${y}H${to.x}V${card.y}`;
    }
    return `M${from.x} ${from.y}L${to.x} ${to.y}`;
  }

  /* Sides that face each other; a little off the middle, where reporting lines run. */
  function influence(from, to, blocked, lane) {
    const gapY = Math.max(to.y - from.y - from.h, from.y - to.y - to.h);
    return gapY >= 14 ? upright(from, to) : sideways(from, to, blocked, lane);
  }

  function sideways(from, to, blocked, lane) {
    const right = to.x > from.x;
    const a = { x: right ? from.x + from.w : from.x, y: from.y + from.h * .4 };
    const b = { x: right ? to.x - 2 : to.x + to.w + 2, y: to.y + to.h * .4 };
    if (blocked(from, to)) return over(from, to, right, lane);
    const bend = (a.x + b.x) / 2;
    const end = b.x + (right ? -HEAD : HEAD);
    return { d: `M${a.x} ${a.y}C${bend} ${a.y} ${bend} ${b.y} ${end} ${b.y}`, head: arrow(b, right ? 0 : Math.PI) };
  }

  /* A card stands between the two: go round above both, each line in a lane of its own. */
  function over(from, to, right, lane) {
    const y = Math.min(from.y, to.y) - 7 - 5 * (lane % 4);
    const a = { x: from.x + from.w * (right ? .7 : .3), y: from.y };
    const b = { x: to.x + to.w * (right ? .3 : .7), y: to.y - 2 };
    return { d: `M${a.x} ${a.y}C${a.x} ${y} ${a.x} ${y} ${a.x + (right ? 16 : -16)} ${y}H${b.x + (right ? -16 : 16)}C${b.x} ${y} ${b.x} ${y} ${b.x} ${b.y - HEAD}`, head: arrow(b, Math.PI / 2) };
  }

  function upright(from, to) {
    const up = to.y < from.y;
    const share = from.x === to.x ? .76 : .3 + .4 * (to.x > from.x);
    const a = { x: from.x + from.w * share, y: up ? from.y : from.y + from.h };
    const b = { x: to.x + to.w * (from.x === to.x ? .76 : to.x > from.x ? .3 : .7), y: up ? to.y + to.h + 2 : to.y - 2 };
    const end = b.y + (up ? HEAD : -HEAD), bend = (a.y + end) / 2;
    return { d: `M${a.x} ${a.y}C${a.x} ${bend} ${b.x} ${bend} ${b.x} ${end}`, head: arrow(b, up ? -Math.PI / 2 : Math.PI / 2) };
  }

  /* A triangle with its point at `tip`, looking along `angle`. */
  function arrow(tip, angle) {
    const at = (back, aside) => `${round(tip.x - Math.cos(angle) * back - Math.sin(angle) * aside)} ${round(tip.y - Math.sin(angle) * back + Math.cos(angle) * aside)}`;
    return `M${at(0, 0)}L${at(HEAD + 1, 4.5)}L${at(HEAD + 1, -4.5)}Z`;
  }
  const round = number => Math.round(number * 10) / 10;

  window.KAMapLines = { reporting, influence, middle };
})();
