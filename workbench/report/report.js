"use strict";
// Draws the figures of the page from the JSON beside them and makes everything ready for paper.
(function () {
  const WIDTH = 900; // of a figure on paper, which is made smaller as a whole
  const PAPER = 668, SHEET = 890; // room on a page between its margins, below a title
  const HINT = "Click a mark to see its sources here.";
  const plots = [];

  function draw(place) {
    const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
    const config = { displaylogo: false, displayModeBar: false, responsive: true };
    place.replaceChildren(); // what stands there for readers that run no script
    Plotly.newPlot(place, figure.data, figure.layout, config);
    plots.push(place);
    if (!figure.data.some((trace) => trace.customdata && trace.customdata.length)) return;
    const panel = document.createElement("div");
    panel.className = "panel";
    panel.setAttribute("role", "status");
    panel.textContent = HINT;
    place.after(panel);
    listSources(place, panel); // of plots/sources_panel.js, which stands in the same script
  }

  // What a control draws is drawn by its own script; wider than the paper, it would make everything smaller.
  const controls = () => document.querySelectorAll(".control .js-plotly-plot");
  const closed = [];
  let onPaper = false;
  function toPaper() {
    if (onPaper) return;
    onPaper = true;
    for (const fold of document.querySelectorAll("details:not([open]):not(.screen-only)")) {
      fold.open = true;
      closed.push(fold);
    }
    for (const plot of plots) {
      Plotly.relayout(plot, { width: WIDTH, autosize: false });
      plot.style.setProperty("--zoom", Math.min(PAPER / WIDTH, SHEET / plot.layout.height));
    }
    for (const plot of controls()) Plotly.relayout(plot, { width: PAPER, autosize: false });
  }
  function toScreen() {
    if (!onPaper) return;
    onPaper = false;
    for (const fold of closed.splice(0)) fold.open = false;
    for (const plot of [...plots, ...controls()]) Plotly.relayout(plot, { width: null, autosize: true });
  }

  document.querySelectorAll("[data-figure]").forEach(draw);
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
  window.matchMedia("print").addEventListener("change", (print) => (print.matches ? toPaper() : toScreen()));
})();
