/* The map as a picture: an SVG of its own, made from the cards and lines as they stand, with the colours of the theme;
   the PNG is that SVG drawn twice as large. Nothing leaves the browser. */
(function () {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";
  const PAD = 24;

  const node = (name, attributes, text = "") => {
    const made = document.createElementNS(NS, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text) made.textContent = text;
    return made;
  };
  const style = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

  function picture() {
    const map = KAMap.canvas(), width = parseFloat(map.style.width) + 2 * PAD, height = parseFloat(map.style.height) + 2 * PAD;
    const svg = node("svg", { xmlns: NS, width, height, viewBox: `${-PAD} ${-PAD} ${width} ${height}`, "font-family": style(document.body, "font-family") });
    svg.append(node("title", {}, document.querySelector("h1").textContent), node("rect", { x: -PAD, y: -PAD, width, height, fill: style(document.body, "background-color") }));
    KA.all("svg.under path", map).forEach(path => svg.append(line(path)));
    KA.all("[data-person]", map).forEach(card => svg.append(drawn(card)));
    KA.all("svg.over path", map).forEach(path => svg.append(line(path)));
    return svg;
  }

  function line(path) {
    const look = getComputedStyle(path), made = node("path", { d: path.getAttribute("d"), fill: look.fill, stroke: look.stroke, "stroke-width": look.strokeWidth, opacity: look.opacity });
    if (look.strokeDasharray !== "none") made.setAttribute("stroke-dasharray", look.strokeDasharray);
    return made;
  }

  const DASHES = { dashed: "5 3", dotted: "1.5 2.5" };
  function drawn(card) {
    const box = KAMap.box(card), face = card.querySelector(".ka-p"), look = getComputedStyle(face);
    const group = node("g", { transform: `translate(${box.x} ${box.y})`, opacity: style(card, "opacity") });
    const edge = node("rect", { x: .75, y: .75, width: box.w - 1.5, height: box.h - 1.5, rx: 6, fill: look.backgroundColor, stroke: look.borderTopColor, "stroke-width": 1.5 });
    if (DASHES[look.borderTopStyle]) edge.setAttribute("stroke-dasharray", DASHES[look.borderTopStyle]);
    group.append(edge, glyph(face));
    group.append(text(face.querySelector(".n"), 26, 20, box.w - 60), end(face.querySelector(".v"), box.w - 8, 20), text(face.querySelector(".ti"), 8, 38, box.w - 16));
    let x = 8;
    KA.all(".ka-role", face).forEach(role => { if (x + role.offsetWidth <= box.w) { group.append(...badge(role, x, box.h)); x += role.offsetWidth + 3; } });
    return group;
  }

  function glyph(face) {
    const symbol = document.querySelector(face.querySelector("use").getAttribute("href"));
    const made = node("svg", { x: 8, y: 8, width: 15, height: 15, viewBox: symbol.getAttribute("viewBox") });
    [...symbol.children].forEach(child => made.append(coloured(child)));
    return made;
  }

  /* A shape of the page's own symbols with the colours that its variables stand for. */
  function coloured(child) {
    const made = child.cloneNode(true);
    ["fill", "stroke"].forEach(name => {
      const found = /^var\((--[\w-]+)\)$/.exec(made.getAttribute(name) || "");
      if (found) made.setAttribute(name, style(document.documentElement, found[1]));
    });
    return made;
  }

  function text(from, x, y, most) {
    const look = getComputedStyle(from), made = node("text", { x, y, fill: look.color, "font-size": look.fontSize, "font-weight": look.fontWeight });
    made.textContent = cut(from.textContent, most, `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`);
    return made;
  }
  function end(from, x, y) { const made = text(from, x, y, 60); made.setAttribute("text-anchor", "end"); return made; }

  function badge(role, x, height) {
    const look = getComputedStyle(role), y = height - 26;
    return [node("rect", { x: x + .5, y: y + .5, width: role.offsetWidth - 1, height: 17, rx: 3, fill: "none", stroke: look.borderTopColor }), text(role, x + 4.5, y + 13, 200)];
  }

  const pen = document.createElement("canvas").getContext("2d");
  function cut(words, most, font) {
    pen.font = font;
    if (pen.measureText(words).width <= most) return words;
    let kept = [...words];
    while (kept.length && pen.measureText(`${kept.join("")}…`).width > most) kept = kept.slice(0, -1);
    return `${kept.join("")}…`;
  }

  function save(blob, kind) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${document.querySelector("h1").textContent}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function png(source, svg) {
    const image = new Image(), scale = 2;
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: svg.getAttribute("width") * scale, height: svg.getAttribute("height") * scale });
      const brush = canvas.getContext("2d");
      brush.scale(scale, scale);
      brush.drawImage(image, 0, 0);
      canvas.toBlob(blob => save(blob, "png"), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  }

  document.addEventListener("click", event => {
    const kind = event.target.closest("[data-map-export]")?.dataset.mapExport;
    if (!kind || !KAMap.canvas()) return;
    const svg = picture(), source = new XMLSerializer().serializeToString(svg);
    if (kind === "svg") save(new Blob([source], { type: "image/svg+xml" }), "svg");
    else png(source, svg);
  });
})();
