/* The portfolio's charts: the matrix of potential × share with its "what if". Builders are pure; dragging writes nothing. */
(function () {
  "use strict";
  const { builders, format, chartParts: part } = KA;
  const WIDEST = 46;
  const SMALLEST = 7;

  /* Matrix ─ area (not radius) is revenue; the segment's name stands in the corner of its cell.
     d: {axis: {log, min, max, step?}, cuts: {medium, high, share}, points: [{id, name, share, purchasing, revenue, hot}],
         trail: [{name, share, purchasing}], cells: {acquire, …}, words}; shares in percent */
  function matrix(d, t) {
    const { axis, cuts, cells, words } = d;
    const biggest = Math.max(...d.points.map(point => point.revenue), 1);
    const cell = (name, x0, x1, top, bottom, color = "transparent") => [
      { name, xAxis: x0, yAxis: top, itemStyle: { color }, label: { show: true, position: "insideTopLeft", color: t["text-3"], fontSize: 12, fontFamily: t.font, distance: 8 } },
      { xAxis: x1, yAxis: bottom },
    ];
    const line = { show: true, lineStyle: { color: t["line-2"] } };
    const named = (name, nameGap) => ({ name, nameLocation: "middle", nameGap, nameTextStyle: { color: t["text-2"], fontFamily: t.font } });
    return {
      ...part.base(t, d),
      grid: { left: 62, right: 18, top: 12, bottom: 44 },
      xAxis: part.valAxis(t, d, { min: 0, max: 100, interval: 25, splitLine: { show: false }, axisLine: line, axisLabel: part.axisText(t, { color: t["text-3"], formatter: "{value}%" }), ...named(words.x, 26) }),
      yAxis: part.valAxis(t, d, { type: axis.log ? "log" : "value", min: axis.min, max: axis.max, ...(axis.step ? { interval: axis.step } : {}), splitLine: { show: false }, axisLine: line, axisLabel: part.axisText(t, { color: t["text-3"], formatter: value => format.fmt(value, value > 0 && value < 1 ? 1 : 0), showMaxLabel: !axis.log }), ...named(words.y, 44) }),
      tooltip: part.tip(t, { formatter: p => (p.data?.say ? p.data.say : "") }),
      series: [
        {
          id: "bubbles", type: "scatter", cursor: "grab", z: 4,
          data: d.points.map(point => bubble(point, d, t)),
          symbolSize: value => Math.max(SMALLEST, WIDEST * Math.sqrt(value[2] / biggest)),
          label: part.label(t, { position: "right", formatter: "{b}", distance: 5 }),
          labelLayout: { hideOverlap: true },
          emphasis: { scale: false },
          markArea: { silent: true, data: [
            cell(cells.acquire, 0, cuts.share, axis.max, cuts.high), cell(cells.retain, cuts.share, 100, axis.max, cuts.high),
            cell(cells.harass, 0, cuts.share, cuts.high, cuts.medium), cell(cells.maintain, cuts.share, 100, cuts.high, axis.min),
            cell(cells.abandon, 0, cuts.share, cuts.medium, axis.min, t.sunken),
          ] },
          markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: t["line-2"], type: "solid", width: 1 }, data: [{ xAxis: cuts.share }, { yAxis: cuts.high }, [{ coord: [0, cuts.medium] }, { coord: [cuts.share, cuts.medium] }]] },
        },
        trail(d, t),
        { id: "ask", type: "lines", coordinateSystem: "cartesian2d", symbol: ["none", "arrow"], symbolSize: 8, silent: true, lineStyle: { color: t.text, width: 1.5, type: [4, 3], opacity: 1 }, z: 6, data: [] },
        { id: "asked", type: "scatter", silent: true, z: 7, symbolSize: 9, itemStyle: { color: t.surface, borderColor: t.text, borderWidth: 1.5 }, label: part.label(t, { position: "top", formatter: "{b}", fontWeight: 600, distance: 7 }), data: [] },
      ],
    };
  }

  function bubble(point, d, t) {
    const say = `${point.name}\n${d.words.x} ${format.fmt(point.share, 1)}%\n${d.words.y} ${format.fmt(point.purchasing, d.digits)}\n${d.words.revenue} ${format.fmt(point.revenue, d.digits)}`;
    const crowded = t.width < 520 && !point.hot;
    return {
      name: point.name, id: point.id, say, value: [point.share, point.purchasing, point.revenue],
      itemStyle: { color: point.hot ? t.c1 : t.c2, opacity: point.hot ? .85 : .5, borderColor: point.hot ? t.c1 : t.c2, borderWidth: 1 },
      label: { show: !crowded, opacity: 1, color: point.hot ? t.text : t["text-2"], position: point.share > 82 ? "left" : "right" },
    };
  }

  /* The way of one account over the quarters: small points, the older the nearer to the line's pale end */
  function trail(d, t) {
    return {
      id: "trail", type: "line", silent: true, symbol: "circle", symbolSize: 5, z: 5,
      lineStyle: { color: t.c1, width: 1.25 }, itemStyle: { color: t.c1 },
      label: part.label(t, { position: "bottom", formatter: "{b}", fontSize: 11, color: t["text-2"], distance: 4 }),
      labelLayout: { hideOverlap: true },
      data: d.trail.map(step => ({ name: step.name, value: [step.share, step.purchasing] })),
    };
  }

  /* Heat ─ an industry a row, a month a column; each cell says its number, none says nothing.
     d: {months: [name], industries: [name], counts: [[n per month] per industry]} */
  function heat(d, t) {
    const most = Math.max(...d.counts.flat(), 1);
    const rows = [...d.industries].reverse();
    const cells = d.counts.flatMap((counts, i) => counts.map((count, month) => heatCell(count, month, rows.length - 1 - i, most, t)));
    const narrow = t.width < 620;
    return {
      ...part.base(t, d),
      grid: { left: narrow ? 84 : 132, right: 4, top: 4, bottom: 26 },
      xAxis: part.catAxis(t, d.months, { axisLine: { show: false }, splitArea: { show: false }, axisLabel: part.axisText(t, { interval: narrow ? 2 : 0, color: t["text-3"], formatter: name => (narrow ? name.replace(/ ?\d{4}年?/, "") : name) }) }),
      yAxis: part.catAxis(t, rows, { axisLine: { show: false }, axisLabel: part.axisText(t, { color: t.text, width: narrow ? 76 : 122, overflow: "truncate" }) }),
      visualMap: { show: false, min: 0, max: most, inRange: { color: [t.sunken, t.c3, t.c2, t.c1] } },
      tooltip: part.tip(t, { formatter: p => `${rows[p.value[1]]} · ${d.months[p.value[0]]}  ${p.value[2]}` }),
      series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: t.surface, borderWidth: 2, borderRadius: 3 }, label: part.label(t, { formatter: p => (p.value[2] ? p.value[2] : "") }), emphasis: { disabled: true } }],
    };
  }

  const heatCell = (count, month, row, most, t) => ({ value: [month, row, count], label: { color: count > most * .72 ? t.surface : t.text } });

  builders.matrix = matrix;
  builders.heat = heat;

  /* What if ─ a bubble is drawn along; where it is let go, the server says what that would mean. The bubble itself stays. */
  const cellOf = (d, [share, bought]) => {
    const high = share >= d.cuts.share;
    if (bought >= d.cuts.high) return high ? "retain" : "acquire";
    if (bought >= d.cuts.medium) return high ? "maintain" : "harass";
    return high ? "maintain" : "abandon";
  };
  const within = (low, value, most) => Math.min(Math.max(value, low), most);
  const dataOf = node => JSON.parse(document.getElementById(node.dataset.src).textContent);
  const chartOf = node => window.echarts?.getInstanceByDom(node);

  function arrow(node, from, to) {
    const d = dataOf(node);
    chartOf(node)?.setOption({ series: [
      { id: "ask", data: to ? [{ coords: [from, to] }] : [] },
      { id: "asked", data: to ? [{ name: d.cells[cellOf(d, to)], value: to, label: { position: to[0] > 82 ? "left" : to[1] > d.cuts.high * 1.7 ? "bottom" : "top" } }] : [] },
    ] });
  }

  function placeAt(node, event) {
    const { axis } = dataOf(node);
    const [share, bought] = chartOf(node).convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]);
    return [within(0, share, 100), within(axis.min, bought, axis.max)];
  }

  function ask(node, point, [share, bought]) {
    const { divisor } = dataOf(node);
    const query = new URLSearchParams({ share: share.toFixed(2), purchasing: (bought * divisor).toFixed(2) });
    htmx.ajax("GET", `${node.dataset.whatIfUrl.replace("/0/", `/${point.id}/`)}?${query}`, { target: "#what-if", swap: "innerHTML" });
  }

  function hold(node) {
    const chart = chartOf(node);
    const paper = chart.getZr();
    let held = null;
    chart.on("mousedown", { seriesId: "bubbles" }, event => {
      held = { point: event.data, from: event.data.value.slice(0, 2), to: null };
      node.classList.add("holding");
    });
    paper.on("mousemove", event => {
      if (!held) return;
      event.event?.preventDefault?.();
      held.to = placeAt(node, event);
      arrow(node, held.from, held.to);
    });
    const letGo = () => {
      if (!held) return;
      const { point, from, to } = held;
      held = null;
      node.classList.remove("holding");
      ask(node, point, to || from);
    };
    paper.on("mouseup", letGo);
    document.addEventListener("mouseup", event => { if (!node.contains(event.target)) letGo(); });
  }

  /* The panel says which place is imagined, whoever put it there: a drag, or the fields of the form. */
  function show(node) {
    const panel = document.querySelector("[data-what-if]");
    const d = dataOf(node);
    const point = panel && d.points.find(one => String(one.id) === panel.dataset.whatIf);
    if (!point) { arrow(node, null, null); return; }
    const to = [Number(panel.dataset.share), Number(panel.dataset.purchasing) / d.divisor];
    const moved = Math.abs(to[0] - point.share) > .01 || Math.abs(to[1] - point.purchasing) > .001;
    arrow(node, [point.share, point.purchasing], moved ? [within(0, to[0], 100), within(d.axis.min, to[1], d.axis.max)] : null);
  }

  document.addEventListener("ka:drawn", event => {
    const node = event.target;
    if (node.dataset.chart !== "matrix") return;
    if (!node.dataset.held) { node.dataset.held = "1"; hold(node); }
    show(node);
  });
  document.addEventListener("htmx:afterSettle", event => {
    if (event.detail.target?.id === "what-if") KA.all("[data-chart='matrix']").filter(chartOf).forEach(show);
  });
})();
