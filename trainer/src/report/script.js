// The page is whole without this: it only chooses among what is drawn, and tells values under the pointer.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse(document.getElementById("data").textContent);
  const off = new Set();
  const chosen = { by: "steps", scale: "linear" };
  document.documentElement.classList.add("js");

  const number = (value) => {
    const size = Math.abs(value);
    if (size >= 1e6) return (value / 1e6).toPrecision(4) + " M";
    if (size !== 0 && size < 1e-3) return value.toExponential(2);
    return size >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
  };
  const text = (id, value) => (id === "exact" ? (100 * value).toFixed(1) + " %" : number(value));

  // Runs on and off.
  for (const button of all("[data-toggle]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      const run = button.dataset.toggle;
      const hide = !off.has(run);
      hide ? off.add(run) : off.delete(run);
      button.setAttribute("aria-pressed", String(!hide));
      for (const element of all(`[data-run="${run}"]`)) element.classList.toggle("off", hide);
      for (const body of all(".quality tbody")) {
        // The name of a part stands in the first row that is seen.
        const rows = all("tr", body).filter((row) => !row.classList.contains("off"));
        rows.forEach((row, index) => row.firstChild.classList.toggle("again", index > 0));
      }
    });
  }

  // Axes. A chart that lacks a variant, such as tokens that were not logged, keeps what it has.
  const choose = () => {
    for (const chart of all(".chart")) {
      const plots = all(".plot[data-by]", chart);
      const rank = (plot) => 2 * (plot.dataset.by === chosen.by) + (plot.dataset.scale === chosen.scale);
      const best = plots.reduce((a, b) => (a && rank(a) >= rank(b) ? a : b), null);
      for (const plot of plots) plot.toggleAttribute("hidden", plot !== best);
    }
  };
  for (const key of ["by", "scale"]) {
    const buttons = all(`.switch [data-${key}]`);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        chosen[key] = button.dataset[key];
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        choose();
      });
    }
  }

  // Values under the pointer.
  const nearest = (values, x) => {
    let best = -1;
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== null && (best < 0 || Math.abs(values[i] - x) < Math.abs(values[best] - x))) best = i;
    }
    return best;
  };
  for (const chart of all(".chart[id]")) {
    const id = chart.id.slice("chart-".length);
    const series = (data.charts[id] || []).filter((one) => !one.raw);
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    chart.append(tip);
    for (const plot of all(".plot[data-by]", chart)) {
      const [left, top, right, bottom] = plot.dataset.box.split(" ").map(Number);
      const x0 = Number(plot.dataset.x0), x1 = Number(plot.dataset.x1);
      const cursor = document.createElementNS(plot.namespaceURI, "path");
      cursor.setAttribute("class", "cursor");
      plot.append(cursor);
      const leave = () => { tip.hidden = true; cursor.removeAttribute("d"); };
      plot.addEventListener("pointerleave", leave);
      plot.addEventListener("pointermove", (event) => {
        const box = plot.getBoundingClientRect();
        const scale = plot.viewBox.baseVal.width / box.width;
        const x = x0 + ((event.clientX - box.left) * scale - left) / (right - left) * (x1 - x0);
        const rows = [];
        let at = null;
        for (const one of series) {
          if (off.has(String(one.run))) continue;
          const places = one[plot.dataset.by];
          const index = nearest(places, x);
          // A run that ended long before has nothing to say here.
          if (index < 0 || one.values[index] === null || Math.abs(places[index] - x) > 0.06 * (x1 - x0)) continue;
          if (at === null || Math.abs(places[index] - x) < Math.abs(at - x)) at = places[index];
          rows.push([one, one.values[index]]);
        }
        if (at === null) return leave();
        const table = document.createElement("table");
        for (const [one, value] of rows) {
          const row = table.insertRow();
          const swatch = document.createElement("i");
          swatch.className = `swatch c${one.run % 8}`;
          row.insertCell().append(swatch, data.runs[one.run]);
          const kind = document.createElement("span");
          kind.textContent = one.name === "exact" ? "" : one.name;
          row.insertCell().append(kind);
          row.insertCell().textContent = text(id, value);
        }
        const head = document.createElement("span");
        head.textContent = `${plot.dataset.by === "steps" ? "step" : "tokens"} ${number(at)}`;
        tip.replaceChildren(head, table);
        tip.hidden = false;
        const place = left + (at - x0) / (x1 - x0) * (right - left);
        cursor.setAttribute("d", `M${place} ${top}V${bottom}`);
        const px = box.left - chart.getBoundingClientRect().left + place / scale;
        const flip = px + tip.offsetWidth + 16 > chart.clientWidth;
        tip.style.left = `${flip ? px - tip.offsetWidth - 12 : px + 12}px`;
        tip.style.top = `${box.top - chart.getBoundingClientRect().top + top / scale}px`;
      });
    }
  }

  // Examples by language, class and verdict.
  const filters = document.querySelector(".filters");
  if (filters) {
    const cards = all(".example");
    const selects = all("select", filters);
    const filter = () => {
      let shown = 0;
      for (const card of cards) {
        const fits = selects.every((select) => !select.value || card.dataset[select.name] === select.value);
        card.hidden = !fits;
        shown += fits;
      }
      filters.querySelector("output").textContent = `${shown} shown`;
    };
    for (const select of selects) select.addEventListener("change", filter);
    filter();
  }
})();
