"use strict";
// The what-if slider without a kernel: every position was computed beforehand and lies in the page as JSON.
// It only changes data of a figure that is drawn once. Whatever it writes goes in as text.
(function () {
  const ZERO = 0.5; // where an empty bin stands on a logarithmic axis

  function begin(place) {
    if (place.dataset.ready || !window.Plotly) return;
    place.dataset.ready = "yes";
    const grid = JSON.parse(place.querySelector("script[type='application/json']").textContent);
    const find = name => place.querySelector(`[data-role='${name}']`);
    const delay = find("delay"), effect = find("effect"), size = find("size"), plot = find("plot");
    const scales = [...place.querySelectorAll("[data-role='scale']")];
    const own = grid.effects.findIndex(e => e.size !== null);
    const config = { displaylogo: false, displayModeBar: false, responsive: true };

    const added = values => { let sum = 0; return values.map(v => (sum += v)); };

    function state() {
      const mine = Number(effect.value) === own;
      const e = mine ? own + Number(size.value) : Number(effect.value);
      return { e, d: Number(delay.value), mine, log: scales.find(s => s.checked).value === "log" };
    }

    function shown(values, log) {
      return values.map(v => (v === null ? null : Math.max(v, log ? ZERO : 0)));
    }

    // The outline of a band. Its limits are kept at a few bins, as multiples of a course or differences from it.
    const straight = (a, b, share) => a + share * (b - a);
    const even = (a, b, share) => a ** (1 - share) * b ** share;

    function ribbon(knots, limits, from, between, put, log) {
      if (!limits) return from.concat(from).map(() => null);
      const [lower, upper] = limits.map(kept => {
        let k = 0;
        return from.map((value, t) => {
          while (k < knots.length - 2 && t > knots[k + 1]) k += 1;
          const share = (t - knots[k]) / (knots[k + 1] - knots[k]);
          return put(value, between(kept[k], kept[k + 1], share));
        });
      });
      return shown([...upper, ...lower.reverse()], log);
    }

    function tell(now) {
      const chosen = grid.effects[now.e], cell = chosen.cells[now.d];
      find("number").textContent = cell.number;
      find("sentence").textContent = cell.sentence;
      const stamp = find("stamp");
      stamp.textContent = chosen.stamp;
      stamp.hidden = !chosen.stamp;
      const waited = grid.delays[now.d].label;
      find("delay-out").textContent = waited;
      delay.setAttribute("aria-valuetext", waited);
      const label = grid.effects[own + Number(size.value)].label;
      find("size-out").textContent = label;
      size.setAttribute("aria-valuetext", label);
      size.disabled = !now.mine;
      find("size-row").classList.toggle("off", !now.mine);
      plot.setAttribute("aria-label", `${grid.alt} ${cell.number}. ${cell.sentence}`);
      find("caption").textContent = `Every delay. The effect is ${chosen.said}.`;
      [...find("table").rows].forEach((row, d) => {
        row.cells[1].textContent = chosen.cells[d].expected;
        row.cells[2].textContent = chosen.cells[d].short;
        row.classList.toggle("now", d === now.d);
      });
      return cell;
    }

    function move() {
      const now = state(), cell = tell(now), chosen = grid.effects[now.e];
      const { first, last } = grid, before = chosen.base.slice(first, last);
      const course = [...chosen.base.slice(0, first), ...cell.path];
      const ends = [now.log ? ZERO * 0.8 : 0, grid.top];
      const sums = [added(before), added(cell.path)];
      const { time: at, mark, knots } = grid.delays[now.d], end = sums[0].length - 1;
      const bands = cell.band
        ? [
            ribbon(knots, cell.band.slice(0, 2), before, even, (value, times) => value * times, now.log),
            ribbon(knots, cell.band.slice(2), sums[0], straight, (value, more) => value + more, false),
          ]
        : [before, sums[0]].map(from => ribbon(knots, null, from));
      const high = Math.min(1.03 * Math.max(sums[0][end], sums[1][end], bands[1][end]), grid.most);
      const there = [...grid.added, ...[...grid.added].reverse()];
      const data = {
        name: [chosen.band, `${chosen.band}, added up`, ...grid.figure.data.slice(2).map(trace => trace.name)],
        y: [...bands, shown(grid.counted, now.log), shown(chosen.base, now.log), shown(course, now.log), ...sums, ends, [high]],
        x: [there, there, grid.times, grid.times, grid.times, grid.added, grid.added, [at, at], [grid.added[end]]],
        text: [null, null, null, null, null, null, null, [at === null ? "" : `answer at ${mark}`, ""], [cell.gap]],
      };
      return Plotly.update(plot, data, { yaxis: grid.axes[now.log ? "log" : "linear"] });
    }

    const drawn = Plotly.newPlot(plot, grid.figure.data, grid.figure.layout, config);
    // One step at a time: while one is drawn, only the last position asked for is kept.
    let busy = drawn, wanted = false;
    function step() {
      tell(state());
      if (wanted) return;
      wanted = true;
      busy = busy.then(() => { wanted = false; return move(); });
    }
    for (const control of [delay, effect, size, ...scales]) control.addEventListener("input", step);
    tell(state());
    window.addEventListener("beforeprint", () => { find("details").open = true; });
  }

  function all() { document.querySelectorAll("section.wb-what-if").forEach(begin); }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
