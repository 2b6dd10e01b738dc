/* The pipeline's own charts. Builders are pure functions (data, tokens) → ECharts option. */
(function () {
  "use strict";
  const { builders, format, chartParts: part } = KA;

  /* Cohort ─ one bar a stage: went further, still inside, lost there; the conversion stands at its end.
     d: {stages: [{name, advanced, inside, fallen, share}], words: {advanced, inside, fallen}}; share in percent or null */
  function cohort(d, t) {
    const narrow = t.width < 420;
    const entered = d.stages.map(stage => stage.advanced + stage.inside + stage.fallen);
    const widest = Math.max(...entered, 1);
    const colours = { advanced: t.c1, inside: t.c3, fallen: t["c-grey-2"] };
    const names = part.catAxis(t, d.stages.map(stage => stage.name), { inverse: true, axisLine: { show: false }, axisLabel: part.axisText(t, { color: t.text, fontSize: 13, margin: 12, width: narrow ? 84 : 132, overflow: narrow ? "break" : "truncate", lineHeight: 15 }) });
    const ends = part.catAxis(t, d.stages.map(stage => (stage.share == null ? "–" : format.fmt(stage.share, d.digits) + "%")), { inverse: true, position: "right", axisLine: { show: false }, axisLabel: part.axisText(t, { color: t.accent, fontSize: 13, fontWeight: 600 }) });
    const room = value => value / widest > (narrow ? .16 : .07);
    const bar = key => ({
      name: d.words[key], type: "bar", stack: "cohort", barMaxWidth: 22, itemStyle: { color: colours[key] },
      data: d.stages.map(stage => stage[key]),
      label: part.label(t, { position: "inside", color: key === "advanced" ? t.surface : t.text, formatter: p => (room(p.value) ? format.fmt(p.value, 0) : "") }),
    });
    return {
      ...part.base(t, d),
      grid: { left: narrow ? 100 : 152, right: 62, top: 2, bottom: 2 },
      xAxis: part.bare({ max: widest }),
      yAxis: [names, ends],
      tooltip: part.tip(t, { formatter: p => `${d.stages[p.dataIndex].name}\n${p.seriesName}  ${format.fmt(p.value, 0)}` }),
      series: Object.keys(colours).map(bar),
    };
  }

  Object.assign(builders, { cohort });
})();
