"""A small valid case that tests write to a folder of their own and then break in one place."""

from pathlib import Path

FILES = {
    "case.toml": """\
id = "small-case"
title = "Kettle trouble"
question = "When does a kettle become a crisis?"
summary = "In March 2010 a kettle leaked and its maker was asked why."
company = "Kettle Works"
sector = "appliances"
country = "CH"
grade = "C"
grade_reason = "Three events, two responses and four mentions."
learning_goals = ["After this case you can tell a leak from a flood."]
practices = ["respond-fast"]
claims = ["c-silence"]
licence = "CC-BY-4.0"

[period]
start = 2010-03-10
end = 2010-03-24

[clock]
trigger = "e_leak"
timezone = "Europe/Zurich"
channel = "blog"

[delays]
first_response = "r_answer"
first_public = "r_answer"

[delays.notes]
first_apology = "No apology is documented."

[[decision_points]]
time = "2010-03-15T12:00+01:00"
question = "A customer writes about a leak. What now?"
options = ["Answer.", "Wait."]

[[unconfirmed]]
source = "S1"
statement = "Hundreds complained."
""",
    "brief.md": "# The brief\n\nA kettle, and a blog.\n",
    "debrief.md": "# The debrief\n\nIt leaked [post].\n",
    "notes.md": "# Notes\n\nNothing is contested.\n",
    "sources.csv": """\
source_id,title,publisher,url,published,kind,language
post,My kettle leaks,Tea Blog,https://tea.example.org/leak,2010-03-15,blog,en
paper,Leaking kettles,Daily Tea,https://daily.example.org/kettles,2010-03-16,news,en
maker,Our answer,Kettle Works,https://kettle.example.org/answer,,corporate,en
""",
    "events.csv": """\
event_id,time,time_precision,timezone,actor,actor_kind,kind,channel,title,detail,source_ids
e_leak,2010-03-15T10:00+01:00,minute,,A customer,customer,trigger,blog,A customer reports a leak,With a photograph.,post
e_story,2010-03-16,day,,Daily Tea,media,media_coverage,press,A newspaper asks why,,paper
e_answer,2010-03-17T09:00,minute,Europe/Zurich,Kettle Works,company,company_response,website,The maker answers,,maker; paper
""",
    "responses.csv": """\
response_id,event_id,time,time_precision,channel,strategy,tone,addressed_to,same_channel_as_crisis,two_way,\
deleted_or_censored,apology,compensation,corrective_action,moved_to_private,spokesperson,note,source_ids
r_silence,e_story,2010-03-16,day,press,silence,,newspaper,no,no,unknown,no,no,no,no,,Did not answer the paper.,paper
r_answer,e_answer,2010-03-17T09:00+01:00,minute,website,information,calm,everybody,no,no,unknown,no,no,no,no,,,maker
""",
    "observations.csv": """\
observation_id,time,time_precision,metric,scope,value,unit,qualifier,source_id,note
o1,2010-03-15T12:00+01:00,hour,blog_views_cumulative,the post,100,views,exact,post,
o2,2010-03-16,day,blog_views_cumulative,the post,2500,views,exact,post,
o3,2010-03-18,day,kettles_returned,Switzerland,12.5,percent,about,paper,
""",
    "mentions.csv": """\
mention_id,published,precision,platform,outlet,url,language,stance,theme,mentions_company_response,coded_from,background
m1,2010-03-15T11:00+01:00,minute,forum,Tea Forum,https://forum.example.org/1,en,negative,leak,no,excerpt,no
m2,2010-03-16,day,news,Daily Tea,https://daily.example.org/kettles,en,neutral,leak,no,title,no
m3,2010-03,month,blog,Kitchen Notes,https://kitchen.example.org/03,de,mixed,kettles,yes,excerpt,no
m4,2009-12-24,day,blog,Kitchen Notes,https://kitchen.example.org/12,de,positive,kettles,no,url,yes
""",
}


def write_case(folder: Path, **changed: str) -> Path:
    """Write the small case below a folder and return its own folder."""
    place = folder / "small-case"
    place.mkdir(parents=True)
    for name, text in (FILES | changed).items():
        (place / name).write_text(text, encoding="utf-8", newline="")
    return place


def replace(place: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands in a file exactly once."""
    text = (place / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (place / file).write_text(text.replace(old, new), encoding="utf-8", newline="")
