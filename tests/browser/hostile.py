"""A case whose every cell tries to run a script, as a stranger's folder might if no check refused it."""

import dataclasses

import workbench as wb

ATTACK = (
    '</script><script>window.__pwned = 1</script><img src="x" onerror="window.__pwned = 2">'
    "<svg onload='window.__pwned = 3'></svg><a href=\"javascript:window.__pwned = 4\">here</a>"
    '");window.__pwned = 5;//'
)
ADDRESSES = (
    "javascript:window.__pwned=6",
    "JaVaScRiPt:window.__pwned=7",
    " javascript:window.__pwned=8",
    "data:text/html,<script>window.__pwned=9</script>",
    'https://example.org/" onmouseover="window.__pwned=10',
)
TEXTS = {
    "sources": ["title", "publisher", "published", "language"],
    "events": ["title", "detail", "actor"],
    "responses": ["note", "tone", "spokesperson", "addressed_to"],
    "observations": ["note"],  # the scope is a key: the attention curve is found by it
    "mentions": ["outlet", "theme", "language"],
}


def attacked(text):
    """Put the attack behind a text."""
    return f"{text} {ATTACK}"


def hostile_case(name="united-breaks-guitars"):
    """Return a shipped case with the attack in every text that a figure, a card or a list shows."""
    case = wb.load_case(name)
    tables = {}
    for table, frame in case.tables.items():
        frame = frame.assign(**{column: attacked(column) for column in TEXTS[table]})
        if "url" in frame:
            frame = frame.assign(url=[ADDRESSES[n % len(ADDRESSES)] for n in range(len(frame))])
        tables[table] = frame
    texts = ("title", "question", "summary", "company", "sector", "country", "grade_reason", "licence")
    settings = dataclasses.replace(
        case.settings,
        **{name: attacked(getattr(case.settings, name)) for name in texts},
        delay_notes=dict.fromkeys(case.settings.delay_notes, ATTACK),
        attention=dataclasses.replace(case.settings.attention, noun=attacked(case.settings.attention.noun)),
    )
    pages = dict.fromkeys(case.texts, f"# A text\n\n{ATTACK}\n\n[a link]({ADDRESSES[0]}) <{ADDRESSES[1]}>\n")
    return dataclasses.replace(case, settings=settings, tables=tables, texts=pages)
