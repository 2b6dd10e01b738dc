/* The forecast's charts: what a method said against what came. */
(function () {
  "use strict";
  const { builders, format, chartParts: part } = KA;

  /* Fan ─ what came is black (it is done), what was said is cobalt, its 80 % interval a pale band; months to come have no black line.
     d: {x: […], came, said, low, high: [number or null], words: {came, said, band}} */
  function fan(d, t) {
    const last = values => values.findLastIndex(value => value != null);
    const named = (text, at, color) => part.label(t, { formatter: text, color, position: at, distance: 6, backgroundColor: t.surface, padding: [0, 2] });
    const line = (name, values, color, width, place) => ({
      name, type: "line", data: values.map((value, i) => ({ value, ...(i === last(values) ? { label: named(name, place, color) } : {}) })),
      symbol: "circle", symbolSize: 4, lineStyle: { color, width }, itemStyle: { color }, z: 4,
    });
    const band = { type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
    const width = d.high.map((high, i) => (high == null ? null : high - d.low[i]));
    const say = i => `${d.x[i]}\n${d.words.came}  ${format.fmt(d.came[i], d.digits)}\n${d.words.said}  ${format.fmt(d.said[i], d.digits)}\n${d.words.band}  ${format.fmt(d.low[i], d.digits)} – ${format.fmt(d.high[i], d.digits)}`;
    return {
      ...part.base(t, d),
      grid: { left: 48, right: 52, top: 18, bottom: 38 },
      xAxis: part.catAxis(t, d.x, { axisLabel: part.axisText(t, { color: t["text-3"], interval: t.width < 420 ? 1 : 0 }) }),
      yAxis: part.valAxis(t, d, { min: 0, axisLabel: part.axisText(t, { color: t["text-3"], showMaxLabel: false, formatter: value => format.fmt(value, 0) }) }),
      tooltip: part.tip(t, { trigger: "axis", axisPointer: { lineStyle: { color: t["line-2"] } }, formatter: found => say(found[0].dataIndex) }),
      series: [
        { ...band, name: "low", data: d.low },
        { ...band, name: d.words.band, data: width, areaStyle: { color: t.c3, opacity: .55 } },
        line(d.words.said, d.said, t.accent, 2, "right"),
        line(d.words.came, d.came, t.text, 1.75, "top"),
      ],
    };
  }

  builders.fan = fan;
})();
