"""A notebook in a real JupyterLab, seen through a real browser: open it, run it, read what is on the page."""

import html
import os
import re
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
)
#: Schemes of addresses that never leave the browser.
INSIDE = ("data", "blob", "about", "file")
HERE = ("localhost", "127.0.0.1", "::1")
MS = 60_000
ERROR = '[data-mime-type="application/vnd.jupyter.error"]'
STDERR = '[data-mime-type="application/vnd.jupyter.stderr"]'

# A busy machine is slow and not wrong: five seconds, the default, are too few for it.
expect.set_options(timeout=MS)


def find_browser(environment):
    """Return the path of an installed Chrome or Chromium, or None. CHROME_PATH comes first."""
    named = environment.get("CHROME_PATH") or environment.get("BROWSER_PATH")
    if named:
        return shutil.which(named)
    for name in NAMES:
        if found := shutil.which(name, path=environment.get("PATH", "")):
            return found
    for place in PLACES:
        # A variable that is not set leaves its name in the path, which then does not exist.
        for variable in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"):
            place = place.replace(f"{{{variable}}}", environment.get(variable, variable))
        if Path(place).is_file():
            return place
    return None


def no_browser(environment):
    """Say that no browser was found, where it was looked for, and what to do."""
    named = environment.get("CHROME_PATH") or environment.get("BROWSER_PATH")
    looked = f"the program that CHROME_PATH or BROWSER_PATH names ({named})" if named else ", ".join(NAMES)
    return (
        f"No Chrome or Chromium was found, so no browser test can run. Looked for: {looked}. "
        "Install Chromium, or set CHROME_PATH to the program."
    )


def need_browser(environment):
    """Return the path of the installed browser; without one skip, or fail on a build machine."""
    found = find_browser(environment)
    if found is None and environment.get("CI") == "true":
        pytest.fail(no_browser(environment), pytrace=False)
    if found is None:
        pytest.skip(no_browser(environment))
    return found


def is_outside(address):
    """Tell whether an address leads to another machine."""
    parts = urlsplit(address)
    return parts.scheme not in INSIDE and parts.hostname not in HERE


class Watch:
    """Everything a page complained about, and everything it asked for."""

    def __init__(self, page):
        self.complaints = []
        self.requests = []
        page.on("console", lambda m: m.type == "error" and self.complaints.append(f"console: {m.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def _dialog(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def outside(self):
        """The addresses on other machines that the page asked for."""
        return sorted({address for address in self.requests if is_outside(address)})


class LabPage:
    """One notebook, open in JupyterLab."""

    def __init__(self, page, lab, name):
        self.page = page
        # A workspace of its own, so that the tabs of an earlier test do not come back.
        page.goto(
            f"{lab.url}lab/workspaces/{Path(name).stem}/tree/notebooks/{name}?token={lab.token}", timeout=MS
        )
        page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").first.wait_for(timeout=MS)
        # Running before there is a kernel opens a dialogue that asks for one.
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=MS)

    def run_all(self):
        """Choose Run, Run All Cells from the menu, and wait until every code cell has its number."""
        self.page.locator(".lm-MenuBar-item", has_text="Run").click()
        self.page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
        # A cell that fails leaves those below it without a number.
        self.page.wait_for_function(
            """error => { const cells = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell")];
                          // A folded cell shows no number.
                          const numbers = cells.map(c => c.querySelector(".jp-InputPrompt:not(.jp-Placeholder-prompt)"));
                          return document.querySelector(error) || cells.length && numbers.every(n =>
                              !n || /^\\[\\d+\\]:$/.test(n.textContent)); }""",
            arg=f"{ERROR}, {STDERR}",
            timeout=4 * MS,
        )
        assert self.errors() == []
        self.settle()

    def run_again(self, source):
        """Run the code cell whose source contains a text once more, with Shift and Enter."""
        cell = self.cell(source)
        prompt = cell.locator(".jp-InputArea .jp-InputPrompt")
        before = prompt.text_content()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
        expect(prompt).not_to_have_text(before)
        self.settle()

    def export_html(self, path):
        """Choose File, Save and Export Notebook As, HTML, with scripts, and keep the page under a path."""
        kept = []
        # The download comes from a tab that JupyterLab opens for it.
        self.page.context.on("page", lambda tab: tab.on("download", lambda download: kept.append(download)))
        self.page.on("download", lambda download: kept.append(download))
        self.page.locator(".lm-MenuBar-item", has_text="File").click()
        self.page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").click()
        self.page.locator(".lm-Menu-item").get_by_text("HTML", exact=True).click()
        # Sanitised means: without scripts, and so without figures.
        self.page.get_by_label("Sanitize HTML output").uncheck()
        self.page.get_by_role("button", name="Ok").click()
        end = time.monotonic() + MS / 1000
        while not kept and time.monotonic() < end:
            self.page.wait_for_timeout(100)
        kept[0].save_as(path)

    def settle(self):
        """Wait until the kernel is idle and no figure is being drawn."""
        self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=MS)
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=MS)

    def cell(self, source):
        """The code cell whose source contains a text, scrolled into view."""
        cell = (
            self.page.locator(".jp-CodeCell")
            .filter(has=self.page.locator(".jp-InputArea", has_text=source))
            .first
        )
        cell.scroll_into_view_if_needed(timeout=MS)
        return cell

    def figure(self, source):
        """The drawn figure below the code cell whose source contains a text."""
        return Figure(self.cell(source))

    def errors(self):
        """Texts of all error outputs and of everything on the error stream."""
        return self.page.locator(f"{ERROR}, {STDERR}").all_text_contents()


class Figure:
    """A drawn plotly figure and the panel below it; `place` is the page or the cell that holds both."""

    def __init__(self, place):
        # A locator knows its page; a page is its own.
        self.page = getattr(place, "page", place)
        self.plot = place.locator(".js-plotly-plot")
        self.plot.locator(".main-svg").first.wait_for(state="attached", timeout=MS)
        self.panel = place.locator('[id^="sources-"]')

    def wait_for(self, figure):
        """Wait until the drawing shows this figure of plotly's: its title, its subtitle, its traces, its legends."""
        named = sorted(html.unescape(t.name) for t in figure.data if t.name and t.showlegend is not False)
        wanted = [
            figure.layout.title.text,
            figure.layout.title.subtitle.text,
            [t.name for t in figure.data],
            named,
        ]
        drawn = None
        end = time.monotonic() + MS / 1000
        while drawn != wanted and time.monotonic() < end:
            self.page.wait_for_timeout(100)
            # While it is replaced, there may be none; the legends are drawn last.
            drawn = self.plot.evaluate_all(
                """plots => plots.length === 1 && plots[0].layout
                     && [plots[0].layout.title.text, plots[0].layout.title.subtitle.text,
                         plots[0].data.map(t => t.name ?? null),
                         [...plots[0].querySelectorAll(".traces text")].map(t => t.textContent).sort()]"""
            )
        assert drawn == wanted, f"drawn: {drawn}\nwanted: {wanted}"

    def title(self):
        """The title sentence without markup, as drawn."""
        return " ".join(self.plot.locator(".gtitle").all_text_contents()).replace("\xa0", " ").strip()

    def drawn(self, kind):
        """How many marks ("scatter") or pieces of bars ("bar") stand in the drawing itself."""
        what = {"scatter": "path.point", "bar": ".bars .point"}[kind]
        return self.plot.locator(f".cartesianlayer {what}").count()

    def expected(self, kind):
        """How many of them the data ask for."""
        return self.plot.evaluate(
            """(plot, kind) => plot._fullData
                 .filter(t => t.visible === true && t.type === kind && (kind === "bar" || t.mode.includes("markers")))
                 .reduce((sum, t) => sum + [...t.x].filter(x => x !== null).length, 0)""",
            kind,
        )

    def lines(self):
        """How many lines and filled areas stand in the drawing itself."""
        return self.plot.locator(
            ".cartesianlayer .scatterlayer path.js-line, .cartesianlayer path.js-fill"
        ).count()

    def marks(self):
        """The labels that stand beside marks, as drawn."""
        return self.plot.locator(".scatterlayer .textpoint").all_text_contents()

    def times(self):
        """Where the marks that have sources stand on the clock, in milliseconds, in the order of the data."""
        return self.plot.evaluate(
            "plot => plot.calcdata.filter(c => c[0].trace.customdata).flat().map(p => p.x)"
        )

    def legend(self):
        """The entries of all legends, as drawn."""
        return self.plot.locator(".traces text").all_text_contents()

    def axes(self):
        """The types of the y axes as plotly drew them, such as "log"."""
        return self.plot.evaluate(
            "p => Object.keys(p._fullLayout).filter(k => /^yaxis\\d*$/.test(k)).map(k => p._fullLayout[k].type)"
        )

    def text(self):
        """All text of the drawing."""
        return " ".join(self.plot.locator("text").all_text_contents()).replace("\xa0", " ")

    def press(self, label):
        """Press a button of the figure and wait until it is drawn anew."""
        self.plot.locator(".updatemenu-button", has_text=label).click()
        self.plot.evaluate("plot => Promise.all(plot._promises || [])")

    def click(self, kind="scatter", nth=0):
        """Move the mouse to a mark that has sources, wait until plotly sees it there, and click.

        Parameters
        ----------
        kind : str
            ``"scatter"`` for a mark, ``"bar"`` for a piece of a bar.
        nth : int
            Which of the marks, in the order of the data.

        Returns
        -------
        dict
            What the panel must say: ``title``, ``detail`` and ``links`` of the mark below the mouse.
        """
        mark = self.plot.evaluate_handle(
            """(plot, [kind, nth]) => {
                 const some = plot.calcdata.filter(c => c[0].trace.type === kind && c[0].trace.customdata).flat();
                 const all = [...plot.querySelectorAll(".cartesianlayer path.point, .cartesianlayer .bars .point")];
                 return all.find(p => p.__data__ === some[nth]); }""",
            [kind, nth],
        ).as_element()
        mark.scroll_into_view_if_needed()
        # A click soon after another is a double click, which zooms.
        self.page.wait_for_timeout(400)
        self.page.mouse.move(1, 1)
        box = mark.bounding_box()
        at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(*at)
        card = self._below_mouse()
        self.page.mouse.click(*at)
        return card

    def _below_mouse(self):
        """Wait until plotly knows the mark below the mouse, and return its card."""
        end = time.monotonic() + MS / 4000
        while time.monotonic() < end:
            # A new figure has none yet; _hoverdata is what plotly hands to a click.
            card = self.plot.evaluate("plot => plot._hoverdata ? plot._hoverdata[0].customdata[0] : null")
            if card:
                return card
            self.page.wait_for_timeout(50)
        raise AssertionError("plotly saw no mark below the mouse")

    def hover_text(self):
        """What stands beside the mouse."""
        return " ".join(self.plot.locator(".hoverlayer .hovertext text").all_text_contents()).replace(
            "\xa0", " "
        )

    def links(self):
        """The links in the panel, each as (text, address, target)."""
        return [
            (link.text_content(), link.get_attribute("href"), link.get_attribute("target"))
            for link in self.panel.locator("a").all()
        ]


def environment_of(folder):
    """Environment variables that keep everything Jupyter writes below a folder."""
    from workbench.lab import lab_environment

    kept = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "IPYTHONDIR": "ipython",
    }
    return lab_environment() | {name: os.fspath(folder / place) for name, place in kept.items()}


@contextmanager
def in_new_page(browser, *, width=1280, height=900):
    """Open an empty page of its own, of the size of a projector, and close it afterwards."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(MS / 2)
    try:
        yield context.new_page()
    finally:
        context.close()
