/** Reads out the values under the pointer, or under the arrow keys, in every chart. Plain script for the page itself. */
export const script = `
for (const chart of document.querySelectorAll("[data-points]")) {
  const points = JSON.parse(chart.dataset.points);
  const canvas = chart.querySelector(".canvas");
  const svg = canvas.querySelector("svg");
  const box = svg.viewBox.baseVal;
  const tip = canvas.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "status");
  const group = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "g"));
  let current = -1;
  const draw = (name, attributes) => {
    const node = group.appendChild(document.createElementNS(svg.namespaceURI, name));
    for (const key in attributes) node.setAttribute(key, attributes[key]);
  };
  const show = (index) => {
    current = Math.max(0, Math.min(points.length - 1, index));
    const point = points[current];
    group.replaceChildren();
    draw("line", { x1: point.x, x2: point.x, y1: 22, y2: box.height - 34, stroke: "currentColor", "stroke-opacity": 0.35 });
    const title = document.createElement("b");
    title.textContent = point.label;
    tip.replaceChildren(title);
    for (const [name, value, color, y] of point.values) {
      draw("circle", { cx: point.x, cy: y, r: 4.5, fill: color, stroke: "var(--card)", "stroke-width": 2 });
      const row = tip.appendChild(document.createElement("div"));
      const dot = row.appendChild(document.createElement("i"));
      dot.style.background = color;
      row.append(name);
      row.appendChild(document.createElement("span")).textContent = value;
    }
    tip.hidden = false;
    const left = (point.x / box.width) * svg.clientWidth;
    const flip = left + tip.offsetWidth + 18 > svg.clientWidth;
    tip.style.left = (flip ? Math.max(0, left - tip.offsetWidth - 12) : left + 12) + "px";
  };
  const hide = () => {
    tip.hidden = true;
    group.replaceChildren();
  };
  canvas.tabIndex = 0;
  canvas.addEventListener("pointermove", (event) => {
    const bounds = svg.getBoundingClientRect();
    const x = ((event.clientX - bounds.left) / bounds.width) * box.width;
    let nearest = 0;
    points.forEach((point, i) => {
      if (Math.abs(point.x - x) < Math.abs(points[nearest].x - x)) nearest = i;
    });
    show(nearest);
  });
  canvas.addEventListener("pointerleave", hide);
  canvas.addEventListener("blur", hide);
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    show(current + by);
  });
}
`;
