"""Figures as PNG: drawn by the same browser, of the size asked for, with ink on them and none at the edge."""

import base64
import struct
from pathlib import Path

import pytest

import workbench as wb

CASES = sorted(p.parent.name for p in (Path(__file__).parents[2] / "cases").glob("*/case.toml"))
WIDTH = 900

#: Counts pixels that are not white: all, and those of the outermost three rows and columns.
INK = """async address => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: picture.width, height: picture.height});
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const pixels = pen.getImageData(0, 0, picture.width, picture.height).data;
  let all = 0, edge = 0;
  for (let y = 0; y < picture.height; y++) for (let x = 0; x < picture.width; x++) {
    const at = 4 * (y * picture.width + x);
    if (pixels[at] > 245 && pixels[at + 1] > 245 && pixels[at + 2] > 245) continue;
    all++;
    if (x < 3 || y < 3 || x >= picture.width - 3 || y >= picture.height - 3) edge++;
  }
  return {share: all / (picture.width * picture.height), edge};
}"""


@pytest.fixture
def same_browser(browser_path, monkeypatch):
    """Let kaleido draw with the browser of the tests."""
    monkeypatch.setenv("BROWSER_PATH", browser_path)


def size(path):
    """Read width and height from a PNG's header."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


@pytest.mark.slow
@pytest.mark.parametrize("case_id", CASES)
def test_the_timeline_of_a_case_is_a_picture_with_ink_and_a_clean_edge(page, same_browser, tmp_path, case_id):
    figure = wb.plot_timeline(wb.load_case(case_id))
    path = wb.save_figure(figure, tmp_path / f"{case_id}.png", scale=1)
    wide, high = size(path)
    assert wide == WIDTH
    # The range slider is of no use in a picture and is left out with its place.
    assert figure.layout.height - 60 <= high <= figure.layout.height
    ink = page.evaluate(INK, "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode())
    assert 0.01 < ink["share"] < 0.4
    assert ink["edge"] == 0, "something is cut off at the edge"


@pytest.mark.slow
def test_a_picture_has_the_width_and_the_scale_asked_for(same_browser, tmp_path):
    figure = wb.plot_timeline(wb.load_case("codero-outage"))
    once = size(wb.save_figure(figure, tmp_path / "once.png", width=700, scale=1))
    twice = size(wb.save_figure(figure, tmp_path / "twice.png", width=700, scale=2))
    assert once[0] == 700
    assert twice == (2 * once[0], 2 * once[1])
