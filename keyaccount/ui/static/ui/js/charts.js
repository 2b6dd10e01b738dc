/* Charts: one theme read from the CSS tokens, one builder per chart.

   A builder is a pure function (data, tokens) → ECharts option. A chart is <div data-chart="funnel" data-src="id"> with its data in
   {{ data|json_script:"id" }}; it is drawn when ECharts has come, and again when the theme or the width changes.
   Rules: direct labels before legends · zero-based bars · the unit in the panel's head · one accent, greys for context ·
   status colours only for status, always with a word · no animation under reduced motion · aria text on every chart.
   Data of every chart: title (what it says to a screen reader), digits (decimals, the caller's: 万元 1, ¥K 0). */
(function () {
  "use strict";
  const NAMES = ["text", "text-2", "text-3", "line", "line-2", "surface", "sunken", "accent", "good", "warn", "bad", "c1", "c2", "c3", "c-grey", "c-grey-2"];

  function tokens(width = 600) {
    const css = getComputedStyle(document.documentElement);
    const t = Object.fromEntries(NAMES.map(name => [name, css.getPropertyValue("--ka-" + name).trim()]));
    t.font = css.getPropertyValue("--ka-font").trim();
    t.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    t.width = width;
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
    const cells = {
      count: stage => fmt(stage.count, 0),
      total: stage => fmt(stage.total, d.digits),
      weighted: stage => fmt(stage.weighted, d.digits),
      conv: stage => (stage.conv == null ? "–" : fmt(stage.conv, 0) + "%"),
    };
    const columns = t.width < 520 ? ["total", "weighted"] : ["count", "total", "weighted", ...(d.words.conv ? ["conv"] : [])];
    const places = columnPlaces(columns, d.stages, cells);
    const column = (key, i) => catAxis(t, d.stages.map(cells[key]), {
      inverse: true, position: "right", offset: places[i], axisLine: { show: false },
      name: d.words[key], nameLocation: "start", nameGap: 8, nameTextStyle: { align: "right", color: t["text-3"], fontFamily: t.font, fontSize: 12 },
      axisLabel: axisText(t, { align: "right", margin: 0, fontSize: 13, color: key === "weighted" ? t.accent : t.text }),
    });
    const bars = (key, color, z, barGap) => ({ name: d.words[key], type: "bar", barMaxWidth: 22, barGap, z, data: d.stages.map(stage => stage[key]), itemStyle: { color } });
    const names = catAxis(t, d.stages.map(stage => stage.name), { inverse: true, axisLine: { show: false }, axisLabel: axisText(t, { color: t.text, fontSize: 13, margin: 12, width: 120, overflow: "truncate" }) });
    return {
      ...base(t, d),
      grid: { left: longest(d.stages), right: places.at(-1) + 8, top: 30, bottom: 4 },
      xAxis: bare({ max: Math.max(...d.stages.map(stage => stage.total), 1) }),
      yAxis: [names, ...columns.map(column)],
      tooltip: tip(t, { formatter: p => `${d.stages[p.dataIndex].name}\n${p.seriesName}  ${fmt(p.value, d.digits)}` }),
      series: [bars("total", t.c3, 2), bars("weighted", t.c1, 3, "-100%")],
    };
  }

  /* Where each column of numbers ends, from the right edge of the bars: as wide as its widest number */
  function columnPlaces(columns, stages, cells) {
    let edge = 0;
    return columns.map(key => (edge += 22 + Math.max(30, ...stages.map(stage => 7.6 * cells[key](stage).length))));
  }

  /* Room for a text: a Chinese character is about twice as wide as a Latin one, and a Chinese line breaks anywhere */
  const widthOf = text => [...text].reduce((sum, char) => sum + (char > "\u2e80" ? 13 : 7.2), 0);
  const longest = named => Math.min(152, 24 + Math.max(...named.map(one => widthOf(one.name))));
  const widestWord = text => Math.max(...text.split(/[\s\u2e80-\uffff]/).map(widthOf), /[\u2e80-\uffff]/.test(text) ? 26 : 0);

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
    const upright = (t.width - 16) / bars.length - 6 >= Math.max(...bars.map(bar => widestWord(bar.name)));
    const names = upright
      ? catAxis(t, bars.map(bar => bar.name), { axisLabel: axisText(t, { width: (t.width - 16) / bars.length - 4, overflow: "break", lineHeight: 14 }) })
      : catAxis(t, bars.map(bar => bar.name), { inverse: true, axisLine: { show: false }, axisLabel: axisText(t, { color: t.text, margin: 10 }) });
    const money = bare({ min: low, max: high * (upright ? 1.02 : 1.16) });
    return {
      ...base(t, d),
      grid: upright ? { left: 8, right: 8, top: 26, bottom: 48 } : { left: longest(bars), right: 8, top: 2, bottom: 2 },
      ...(upright ? { xAxis: names, yAxis: money } : { xAxis: money, yAxis: names }),
      tooltip: tip(t, { formatter: p => `${bars[p.dataIndex].name}  ${say(bars[p.dataIndex])}` }),
      series: [{
        type: "custom",
        data: bars.map((bar, i) => (upright ? [i, bar.from, bar.to] : [bar.from, bar.to, i])),
        encode: upright ? { x: 0, y: [1, 2] } : { x: [0, 1], y: 2 },
        renderItem: (p, api) => (upright ? drawUpright : drawLying)(api, bars, p.dataIndex, say, t),
      }],
    };
  }

  function steps(d) {
    let run = d.open.value;
    const bars = [{ name: d.open.name, from: 0, to: run, value: run, end: true }];
    d.steps.forEach(step => { bars.push({ name: step.name, from: run, to: run + step.value, value: step.value }); run += step.value; });
    return [...bars, { name: d.close.name, from: 0, to: d.close.value, value: d.close.value, end: true }];
  }

  const stepStyle = (bar, t) => ({ fill: bar.end ? t.c1 : bar.value > 0 ? t.c2 : t.surface, stroke: bar.end ? t.c1 : bar.value > 0 ? t.c2 : t["c-grey"], lineWidth: 1.25 });
  const stepText = (bar, say, t, place) => ({ type: "text", style: { text: say(bar), fill: t.text, font: `${bar.end ? "600 " : ""}12px ${t.font}`, ...place } });
  const stepLine = (shape, t) => ({ type: "line", shape, style: { stroke: t["line-2"], lineWidth: 1, lineDash: [2, 2] } });

  function drawUpright(api, bars, i, say, t) {
    const bar = bars[i];
    const width = Math.min(56, api.size([1, 0])[0] * .62);
    const [x, y1] = api.coord([i, bar.from]);
    const y2 = api.coord([i, bar.to])[1];
    const top = Math.min(y1, y2);
    const children = [
      { type: "rect", shape: { x: x - width / 2, y: top, width, height: Math.max(1, Math.abs(y1 - y2)) }, style: stepStyle(bar, t) },
      stepText(bar, say, t, { x, y: top - 6, align: "center", verticalAlign: "bottom" }),
    ];
    if (bars[i + 1]) {
      const [nextX, nextY] = api.coord([i + 1, bar.to]);
      children.unshift(stepLine({ x1: x + width / 2, y1: nextY, x2: nextX - width / 2, y2: nextY }, t));
    }
    return { type: "group", children };
  }

  function drawLying(api, bars, i, say, t) {
    const bar = bars[i];
    const height = Math.min(22, api.size([0, 1])[1] * .62);
    const [x1, y] = api.coord([bar.from, i]);
    const x2 = api.coord([bar.to, i])[0];
    const right = Math.max(x1, x2);
    const children = [
      { type: "rect", shape: { x: Math.min(x1, x2), y: y - height / 2, width: Math.max(1, Math.abs(x2 - x1)), height }, style: stepStyle(bar, t) },
      stepText(bar, say, t, { x: right + 6, y, align: "left", verticalAlign: "middle" }),
    ];
    if (bars[i + 1]) {
      const [nextX, nextY] = api.coord([bar.to, i + 1]);
      children.unshift(stepLine({ x1: nextX, y1: y + height / 2, x2: nextX, y2: nextY - height / 2 }, t));
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

  /* Whale ─ revenue and profit piled up over the accounts, largest first: the first shows how few bring most, the second rises above
     the whole and falls again where accounts lose money. d: {revenue: [[share of accounts, share]], profit?: the same, words: {x, revenue, profit, cut}}; all in percent */
  function whale(d, t) {
    const percent = value => fmt(value, 0) + "%";
    const most = Math.max(100, ...(d.profit || []).map(point => point[1]));
    const peak = (d.profit || []).find(point => point[1] === Math.max(...d.profit.map(one => one[1])));
    const cut = d.revenue.find(point => point[0] >= 20) || d.revenue.at(-1);
    const series = (name, data, color, width, more) => ({ name, type: "line", symbol: "none", data, lineStyle: { color, width }, itemStyle: { color }, ...more });
    const named = (text, color, more) => label(t, { formatter: text, color, ...more });
    return {
      ...base(t, d),
      grid: { left: 46, right: 84, top: 26, bottom: 40 },
      xAxis: valAxis(t, d, { min: 0, max: 100, interval: 20, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: t["line-2"] } }, axisLabel: axisText(t, { color: t["text-3"], formatter: percent }), name: d.words.x, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: t["text-2"], fontFamily: t.font } }),
      yAxis: valAxis(t, d, { min: 0, max: Math.ceil(most / 20) * 20, interval: 20, axisLabel: axisText(t, { color: t["text-3"], formatter: percent }) }),
      tooltip: tip(t, { trigger: "axis", axisPointer: { lineStyle: { color: t["line-2"] } }, valueFormatter: value => fmt(Array.isArray(value) ? value[1] : value) + "%" }),
      series: [
        series(d.words.revenue, d.revenue, t["c-grey"], 1.75, {
          endLabel: named(d.words.revenue, t["text-2"], { offset: [0, 12] }),
          markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: t["line-2"], type: [3, 3] }, data: [{ yAxis: 100 }, { xAxis: 20 }] },
          markPoint: { symbol: "circle", symbolSize: 6, itemStyle: { color: t["text-2"] }, label: named(d.words.cut, t.text, { position: "right", distance: 8 }), data: [{ coord: cut }] },
        }),
        ...(d.profit ? [series(d.words.profit, d.profit, t.c1, 2.25, {
          endLabel: named(d.words.profit, t.accent, { fontWeight: 600, offset: [0, -10] }),
          markPoint: { symbol: "circle", symbolSize: 7, itemStyle: { color: t.c1 }, label: named(percent(peak[1]), t.accent, { position: "top", distance: 6, fontWeight: 600 }), data: [{ coord: peak }] },
        })] : []),
      ],
    };
  }

  /* Mount ─ draw, and follow the theme and the width */
  const builders = { funnel, waterfall, bars, lines, whale };
  const live = new Set();

  function draw(node) {
    const data = JSON.parse(document.getElementById(node.dataset.src).textContent);
    const chart = window.echarts.getInstanceByDom(node) || window.echarts.init(node, null, { renderer: "svg" });
    chart.setOption(builders[node.dataset.chart](data, tokens(node.clientWidth)), true);
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", data.title || "");
    node.dispatchEvent(new CustomEvent("ka:drawn", { bubbles: true }));
  }

  function mount(node) {
    live.add(node);
    draw(node);
    let width = node.clientWidth;
    new ResizeObserver(() => {
      if (!node.clientWidth || node.clientWidth === width) return;
      width = node.clientWidth;
      window.echarts.getInstanceByDom(node)?.resize();
      draw(node);
    }).observe(node);
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

  /* A domain's own charts: its script adds builders made of the same parts; "ka:drawn" tells that one stands. */
  Object.assign(window.KA, { builders, tokens, format: { fmt, signed }, chartParts: { base, tip, label, axisText, catAxis, valAxis, bare } });
})();
