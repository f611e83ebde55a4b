// Lists the sources of a mark that is clicked: in the panel below the figure and, where that lies outside the window,
// on a card at its lower edge, so that the page need not jump. A mark carries its links in customdata[0]:
// {title, detail, links: [[text, url], ...]}. Everything goes in as text, and only http addresses become links, so
// that no cell of a table can run anything.
function listSources(plot, panel) {
  // JupyterLab runs the script of an output more than once.
  if (plot.stopListing) plot.stopListing();
  const card = document.createElement("div");
  card.className = "wb-sources-card";
  card.style.cssText = "position:fixed;bottom:0;z-index:1000;box-sizing:border-box;max-height:42vh;overflow:auto;" +
    "padding:8px 40px 12px 16px;background:#fff;color:#333;font:13px/1.5 sans-serif;border:1px solid #9a9a9a;" +
    "border-left:4px solid #0072b2;border-bottom:0;box-shadow:0 -3px 14px rgba(0,0,0,.22)";
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "\u00d7";
  close.setAttribute("aria-label", "Close the sources");
  close.style.cssText = "position:absolute;top:4px;right:6px;border:0;background:none;color:#333;" +
    "font:20px/1 sans-serif;padding:4px 8px;cursor:pointer";
  // What the window shows of both; and whether the reader has a list open.
  const seen = new Map();
  let open = false;

  function shown() {
    if (!open || seen.get(panel) || !seen.get(plot)) { card.remove(); return; }
    // The figure may be scrolled in a box of its own: the card stays inside the window.
    const box = plot.getBoundingClientRect(), left = Math.max(box.left, 0);
    card.style.left = `${left}px`;
    card.style.width = `${Math.min(box.right, window.innerWidth) - left}px`;
    if (!card.isConnected) document.body.append(card);
  }

  const eye = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const height = entry.intersectionRect.height;
      // A long list counts as seen when it fills a good part of the window.
      const enough = entry.intersectionRatio > 0.9 || height > 0.4 * window.innerHeight;
      seen.set(entry.target, entry.target === panel ? enough : height > 0);
    }
    shown();
  }, { threshold: [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.91, 1] });
  eye.observe(panel);
  eye.observe(plot);
  const shut = () => { open = false; shown(); };
  close.addEventListener("click", shut);
  window.addEventListener("keydown", event => { if (event.key === "Escape") shut(); });
  window.addEventListener("beforeprint", shut);
  window.addEventListener("resize", shown);

  function fill(told) {
    const head = document.createElement("b");
    head.textContent = told.title;
    panel.replaceChildren(head);
    if (told.detail) {
      const detail = document.createElement("div");
      detail.textContent = told.detail;
      panel.append(detail);
    }
    const list = document.createElement("ul");
    list.style.cssText = "margin:4px 0 0 18px;padding:0";
    for (const [text, url] of told.links) {
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
    card.replaceChildren(close, ...[...panel.childNodes].map(node => node.cloneNode(true)));
    // JupyterLab takes the look of links away outside its cells.
    for (const link of card.querySelectorAll("a")) link.style.cssText = "color:#005a8f;text-decoration:underline";
    card.scrollTop = 0;
    // The list has another height than the one before: look again before saying whether it is seen.
    open = true;
    for (const part of [panel, plot]) { eye.unobserve(part); eye.observe(part); }
  }

  let current = true;
  plot.stopListing = () => { current = false; shut(); eye.disconnect(); };
  plot.on("plotly_click", event => {
    if (!current) return;
    const point = event.points.find(p => p.customdata && p.customdata[0] && p.customdata[0].links);
    if (point) fill(point.customdata[0]);
  });
}
