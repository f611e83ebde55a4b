"use strict";
// Draws the figures of the page from the JSON beside them, lists the sources of a mark that is clicked, and makes
// everything ready for paper. Whatever comes from a table goes in as text; only web addresses become links.
(function () {
  const WIDTH = 900; // of a figure on paper, which is made smaller as a whole
  const PAPER = 668, SHEET = 890; // room on a page between its margins, below a title
  const HINT = "Click a mark to see its sources here.";
  const plots = [];

  function fill(panel, card) {
    const head = document.createElement("b");
    head.textContent = card.title;
    panel.replaceChildren(head);
    if (card.detail) {
      const detail = document.createElement("div");
      detail.textContent = card.detail;
      panel.append(detail);
    }
    const list = document.createElement("ul");
    for (const [text, url] of card.links) {
      const item = document.createElement("li");
      const web = /^https?:\/\//i.test(url);
      const link = document.createElement(web ? "a" : "span");
      link.textContent = text;
      if (web) {
        link.href = url;
        link.target = "_blank";
        link.rel = "noopener noreferrer nofollow";
      }
      item.append(link);
      list.append(item);
    }
    panel.append(list);
  }

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
    place.on("plotly_click", (event) => {
      const point = event.points.find((p) => p.customdata && p.customdata[0] && p.customdata[0].links);
      if (point) fill(panel, point.customdata[0]);
    });
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
