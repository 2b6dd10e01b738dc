/* Charts: one theme read from the CSS tokens, one builder per chart.

   A builder is a pure function (data, tokens) → ECharts option. A chart is <div data-chart="funnel" data-src="id"> with its data in
   {{ data|json_script:"id" }}; it is drawn when ECharts has come, and again when the theme or the width changes.
   Rules: direct labels before legends · zero-based bars · the unit in the panel's head · one accent, greys for context ·
   status colours only for status, always with a word · no animation under reduced motion · aria text on every chart.
   Data of every chart: title (what it says to a screen reader), digits (decimals, the caller's: 万元 1, ¥K 0). */
(function () {
  "use strict";
  const NAMES = ["text", "text-2", "text-3", "line", "line-2", "surface", "sunken", "accent", "good", "warn", "bad", "c1", "c2", "c3", "c-grey", "c-grey-2"];

  function tokens() {
    const css = getComputedStyle(document.documentElement);
    const t = Object.fromEntries(NAMES.map(name => [name, css.getPropertyValue("--ka-" + name).trim()]));
    t.font = css.getPropertyValue("--ka-font").trim();
    t.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return t;
  }

  /* Numbers ─ charts carry bare numbers, the unit stands in the panel's head */
  const fmt = (value, digits = 1) => (value == null ? "–" : (value < 0 ? "−" : "") + Math.abs(Number(value)).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  const signed = (value, digits = 1) => (value > 0 ? "+" : "") + fmt(value, digits);

  /* Shared parts ─ tooltips are drawn, not HTML: a strict CSP refuses the styles of ECharts' own markup */
  const base = (t, d) => ({
    animation: !t.calm,
    animationDuration: 160,
    aria: { enabled: true, label: { description: d.title || "" } },
    textStyle: { fontFamily: t.font, fontSize: 12, color: t["text-2"] },
    tooltip: tip(t, {}),
  });
  const tip = (t, more) => ({ renderMode: "richText", confine: true, backgroundColor: t.surface, borderColor: t["line-2"], borderWidth: 1, borderRadius: 6, shadowBlur: 0, padding: [6, 10], textStyle: { color: t.text, fontSize: 12, fontFamily: t.font }, ...more });
  const label = (t, more) => ({ show: true, color: t.text, fontFamily: t.font, fontSize: 12, ...more });
  const axisText = (t, more) => ({ color: t["text-2"], fontFamily: t.font, fontSize: 12, interval: 0, ...more });
  const catAxis = (t, data, more) => ({ type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: t["line-2"] } }, axisLabel: axisText(t), ...more });
  const valAxis = (t, d, more) => ({ type: "value", splitNumber: 4, splitLine: { lineStyle: { color: t.line } }, axisLine: { show: false }, axisTick: { show: false }, axisLabel: axisText(t, { color: t["text-3"], formatter: value => fmt(value, 0) }), ...more });
  const bare = more => ({ type: "value", show: false, ...more });

  /* Funnel ─ rows, not a trapezoid: length is money, so a fat late stage is seen as fat. Numbers stand in columns at the right.
     d: {stages: [{name, count, total, weighted, conv}], words: {count, total, weighted, conv}}; conv in percent or null */
  function funnel(d, t) {
    const withConversion = d.stages.some(stage => stage.conv !== undefined);
    const places = withConversion ? [44, 122, 200, 262] : [44, 122, 200];
    const heads = [d.words.count, d.words.total, d.words.weighted, d.words.conv];
    const cell = (stage, i) => [fmt(stage.count, 0), fmt(stage.total, d.digits), fmt(stage.weighted, d.digits), stage.conv == null ? "–" : fmt(stage.conv, 0) + "%"][i];
    const column = (offset, i) => catAxis(t, d.stages.map(stage => cell(stage, i)), {
      inverse: true, position: "right", offset, axisLine: { show: false },
      name: heads[i], nameLocation: "start", nameGap: 8, nameTextStyle: { align: "right", color: t["text-3"], fontFamily: t.font, fontSize: 12 },
      axisLabel: axisText(t, { align: "right", margin: 0, fontSize: 13, color: i === 2 ? t.accent : t.text }),
    });
    const bars = (key, color, z, barGap) => ({ name: d.words[key], type: "bar", barMaxWidth: 22, barGap, z, data: d.stages.map(stage => stage[key]), itemStyle: { color } });
    const names = catAxis(t, d.stages.map(stage => stage.name), { inverse: true, axisLine: { show: false }, axisLabel: axisText(t, { color: t.text, fontSize: 13, margin: 12, width: 120, overflow: "truncate" }) });
    return {
      ...base(t, d),
      grid: { left: 4, right: places.at(-1) + 12, top: 30, bottom: 4, outerBoundsMode: "none", containLabel: false, ...(d.left ? { left: d.left } : { left: longest(d.stages) }) },
      xAxis: bare({ max: Math.max(...d.stages.map(stage => stage.total), 1) }),
      yAxis: [names, ...places.map(column)],
      tooltip: tip(t, { formatter: p => `${d.stages[p.dataIndex].name}\n${p.seriesName}  ${fmt(p.value, d.digits)}` }),
      series: [bars("total", t.c3, 2), bars("weighted", t.c1, 3, "-100%")],
    };
  }

  /* Room for the longest name: a Chinese character is about twice as wide as a Latin one */
  const longest = stages => Math.min(144, 24 + Math.max(...stages.map(stage => [...stage.name].reduce((sum, char) => sum + (char > "\u2e80" ? 13 : 7.2), 0))));

  /* Waterfall ─ opening + steps = closing, to the cent; the builder refuses data that does not sum. Up filled, down hollow, ends solid.
     d: {open: {name, value}, steps: [{name, value}], close: {name, value}} */
  function waterfall(d, t) {
    const cents = value => Math.round(value * 100);
    const sum = d.steps.reduce((total, step) => total + cents(step.value), cents(d.open.value));
    if (sum !== cents(d.close.value)) throw new Error(`waterfall does not sum: ${sum / 100} ≠ ${d.close.value}`);
    const bars = steps(d);
    const low = Math.min(0, ...bars.flatMap(bar => [bar.from, bar.to]));
    const high = Math.max(...bars.flatMap(bar => [bar.from, bar.to]), 1);
    const say = bar => (bar.end ? fmt(bar.value, d.digits) : signed(bar.value, d.digits));
    return {
      ...base(t, d),
      grid: { left: 8, right: 8, top: 26, bottom: 30 },
      xAxis: catAxis(t, bars.map(bar => bar.name), { axisLabel: axisText(t, { width: 76, overflow: "break", lineHeight: 14 }) }),
      yAxis: bare({ min: low, max: high * 1.02 }),
      tooltip: tip(t, { formatter: p => `${bars[p.dataIndex].name}  ${say(bars[p.dataIndex])}` }),
      series: [{ type: "custom", data: bars.map((bar, i) => [i, bar.from, bar.to]), encode: { x: 0, y: [1, 2] }, renderItem: (_, api) => drawStep(api, bars, say, t) }],
    };
  }

  function steps(d) {
    let run = d.open.value;
    const bars = [{ name: d.open.name, from: 0, to: run, value: run, end: true }];
    d.steps.forEach(step => { bars.push({ name: step.name, from: run, to: run + step.value, value: step.value }); run += step.value; });
    return [...bars, { name: d.close.name, from: 0, to: d.close.value, value: d.close.value, end: true }];
  }

  function drawStep(api, bars, say, t) {
    const i = api.value(0);
    const bar = bars[i];
    const width = Math.min(56, api.size([1, 0])[0] * .62);
    const [x, y1] = api.coord([i, bar.from]);
    const y2 = api.coord([i, bar.to])[1];
    const top = Math.min(y1, y2);
    const line = bar.end ? t.c1 : bar.value > 0 ? t.c2 : t["c-grey"];
    const children = [
      { type: "rect", shape: { x: x - width / 2, y: top, width, height: Math.max(1, Math.abs(y1 - y2)) }, style: { fill: bar.end ? t.c1 : bar.value > 0 ? t.c2 : t.surface, stroke: line, lineWidth: 1.25 } },
      { type: "text", style: { text: say(bar), x, y: top - 6, align: "center", verticalAlign: "bottom", fill: t.text, font: `${bar.end ? "600 " : ""}12px ${t.font}` } },
    ];
    if (bars[i + 1]) {
      const [nextX, nextY] = api.coord([i + 1, bar.to]);
      children.unshift({ type: "line", shape: { x1: x + width / 2, y1: nextY, x2: nextX - width / 2, y2: nextY }, style: { stroke: t["line-2"], lineWidth: 1, lineDash: [2, 2] } });
    }
    return { type: "group", children };
  }

  /* Bars ─ one amount per name, label at its end; upright for months, lying for names.
     d: {bars: [{name, value, tone?}], lying?}; tone: "bad" or "grey", else cobalt */
  function bars(d, t) {
    const colour = { bad: t.bad, grey: t["c-grey-2"], pale: t.c3 };
    const names = catAxis(t, d.bars.map(bar => bar.name), d.lying ? { inverse: true, axisLabel: axisText(t, { color: t.text, margin: 10 }) } : {});
    const series = {
      type: "bar", barMaxWidth: d.lying ? 18 : 40, data: d.bars.map(bar => ({ value: bar.value, itemStyle: { color: colour[bar.tone] || t.c1 } })),
      label: label(t, { position: d.lying ? "right" : "top", distance: 6, formatter: p => fmt(p.value, d.digits) }),
    };
    const grid = d.lying ? { left: longest(d.bars), right: 72, top: 2, bottom: 2 } : { left: 8, right: 8, top: 22, bottom: 26 };
    const axes = d.lying ? { xAxis: bare({ min: 0 }), yAxis: names } : { xAxis: names, yAxis: bare({ min: 0 }) };
    return { ...base(t, d), grid, ...axes, tooltip: tip(t, { formatter: p => `${p.name}  ${fmt(p.value, d.digits)}` }), series: [series] };
  }

  /* Lines ─ two or three series over time, each named at its end; the first is ours, the rest context.
     d: {x: […], lines: [{name, values}], target?: {name, value}, share?: true} */
  function lines(d, t) {
    const say = value => fmt(value, d.digits) + (d.share ? "%" : "");
    const colours = [t.c1, t["c-grey"], t.c2];
    const last = values => values.findLast(value => value != null);
    const goal = d.target && { symbol: "none", silent: true, lineStyle: { color: t["text-3"], type: [5, 4], width: 1.25 }, label: label(t, { position: "end", formatter: `${d.target.name} ${say(d.target.value)}`, color: t["text-2"] }), data: [{ yAxis: d.target.value }] };
    const step = Math.ceil(d.x.length / 8);
    return {
      ...base(t, d),
      grid: { left: 48, right: 128, top: 14, bottom: 26 },
      xAxis: catAxis(t, d.x, { boundaryGap: false, axisLabel: axisText(t, { color: t["text-3"], interval: i => i % step === 0 }) }),
      yAxis: valAxis(t, d, { axisLabel: axisText(t, { color: t["text-3"], formatter: value => fmt(value, 0) + (d.share ? "%" : "") }) }),
      tooltip: tip(t, { trigger: "axis", axisPointer: { lineStyle: { color: t["line-2"] } }, valueFormatter: say }),
      series: d.lines.map((line, i) => ({
        name: line.name, type: "line", data: line.values, symbol: line.values.filter(value => value != null).length === 1 ? "circle" : "none", lineStyle: { color: colours[i], width: i ? 1.5 : 2 }, itemStyle: { color: colours[i] }, z: 5 - i,
        endLabel: label(t, { formatter: `${line.name} ${say(last(line.values))}`, color: i ? t["text-2"] : t.accent, fontWeight: i ? 400 : 600, distance: 8 }),
        ...(i === 0 && goal ? { markLine: goal } : {}),
      })),
    };
  }

  /* Mount ─ draw, and follow the theme and the width */
  const builders = { funnel, waterfall, bars, lines };
  const live = new Set();

  function draw(node) {
    const data = JSON.parse(document.getElementById(node.dataset.src).textContent);
    const chart = window.echarts.getInstanceByDom(node) || window.echarts.init(node, null, { renderer: "svg" });
    chart.setOption(builders[node.dataset.chart](data, tokens()), true);
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", data.title || "");
  }

  function mount(node) {
    live.add(node);
    draw(node);
    new ResizeObserver(() => window.echarts.getInstanceByDom(node)?.resize()).observe(node);
  }

  function redraw() {
    live.forEach(node => { node.isConnected ? draw(node) : forget(node); });
  }

  function forget(node) {
    window.echarts.getInstanceByDom(node)?.dispose();
    live.delete(node);
  }

  KA.each("[data-chart]", node => KA.load("echarts").then(() => mount(node)));
  document.addEventListener("htmx:afterSettle", () => live.forEach(node => { if (!node.isConnected) forget(node); }));
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });

  Object.assign(window.KA, { builders, tokens, format: { fmt, signed } });
})();
