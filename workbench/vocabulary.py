"""Which words the workbench allows, and what each one means. GLOSSARY.md is written from here."""

from __future__ import annotations

PRECISION = {
    "minute": "true within the minute written",
    "hour": "true within the hour that starts at the time written",
    "day": "true some time on that calendar day, in the row's zone or else the case's",
    "week": "true within the seven days centred on the date written",
    "month": "true some time in that calendar month",
    "year": "true some time in that calendar year",
    "interval": "true some time between two instants, written start/end",
}

ACTOR_KIND = {
    "company": "the organisation in crisis",
    "customer": "somebody who bought, or tried to",
    "activist": "a campaigner or an organised critic",
    "media": "a newsroom or a journalist",
    "regulator": "a public authority, parliaments included",
    "public": "everybody else who took part",
    "competitor": "a rival company",
    "court": "a court or a party's filing in it",
    "expert": "somebody asked for independent knowledge",
}

EVENT_KIND = {
    "background": "happened before, or explains what follows",
    "trigger": "could start the clock of the crisis",
    "escalation": "made the crisis larger",
    "company_response": "the company said or did something",
    "company_silence": "the company is documented as not answering",
    "media_coverage": "a newsroom took the story up",
    "regulator_action": "an authority acted",
    "turning_point": "changed the direction of the story",
    "outcome": "what was left afterwards",
}

CHANNEL = {
    "youtube": "a video or its comments",
    "twitter": "a post or a reply on X, formerly Twitter",
    "facebook": "a Facebook page or group",
    "instagram": "a post, a story or a comment on Instagram",
    "tiktok": "a video or a comment on TikTok",
    "linkedin": "a post or a comment on LinkedIn",
    "reddit": "a thread on Reddit",
    "threads": "a post on Threads",
    "bluesky": "a post on Bluesky",
    "telegram": "a channel on Telegram that everybody can read",
    "blog": "a blog, company blogs included",
    "website": "an organisation's own site",
    "press": "a statement to newsrooms, or print",
    "tv": "television and radio",
    "email": "a message to named recipients",
    "phone": "a telephone call",
    "in_person": "face to face, hearings and protests included",
    "court": "a filing or a hearing in court",
    "forum": "a discussion board",
    "advertising": "paid space",
    "other": "none of these",
}

#: Channels on which everybody can see what the company says.
PUBLIC_CHANNELS = frozenset(CHANNEL) - {"email", "phone", "in_person", "court", "other"}

STRATEGY = {
    "denial": "there is no crisis, or it is not ours",
    "attack_accuser": "confronts whoever raised it",
    "scapegoat": "blames somebody outside",
    "excuse": "did not mean it, or could not control it",
    "justification": "it was not so bad",
    "compensation": "offers money, goods or help",
    "apology": "takes responsibility and says sorry",
    "corrective_action": "repairs the cause, or prevents a second time",
    "bolstering": "reminds people of good deeds",
    "ingratiation": "praises or charms the audience",
    "silence": "a documented absence of response",
    "information": "instructs or informs without taking a position",
}

PLATFORM = {
    "blog": "a blog post",
    "news": "a newsroom's page",
    "forum": "a discussion thread",
    "youtube": "a video or a comment",
    "twitter": "a tweet",
    "facebook": "a post on Facebook",
    "press_release": "a statement sent to newsrooms",
    "podcast": "a spoken programme",
    "other": "none of these",
}

STANCE = {
    "negative": "against the company",
    "mixed": "against and for the company",
    "neutral": "takes no side",
    "positive": "for the company",
}

QUALIFIER = {
    "exact": "read off the counter",
    "about": "rounded by the source",
    "at_least": "the source says over, more than",
    "at_most": "the source says almost, nearly",
    "estimate": "the source's own estimate",
}

SOURCE_KIND = {
    "news": "a newsroom",
    "blog": "a blog",
    "academic": "a paper, thesis or course text",
    "corporate": "a company speaking for itself",
    "regulator": "a public authority",
    "court": "a court document",
    "forum": "a discussion board",
    "encyclopedia": "a reference work",
    "trade": "a trade journal or an industry site",
    "video": "a recording",
    "ngo": "a campaigning or charitable organisation",
    "collection": "an export of a listening tool, kept beside the case; not public",
    "records": "an organisation's own records; not public",
}

YES_NO = {"yes": "documented", "no": "documented as absent", "unknown": "the sources do not say"}
BACKGROUND = {
    "no": "belongs to the crisis",
    "yes": "from before the trigger, or background reading only",
}
CODED_FROM = {
    "excerpt": "stance read from the page's own text",
    "title": "stance read from the title",
    "url": "stance read from the words of the address only",
}

GRADE = {
    "A": "a message-level or dense series",
    "B": "dense dated readings, or a dated sample of 100 or more mentions",
    "C": "events and responses only, no volume",
}

DELAY = {
    "first_response": "first response of any kind, private ones included",
    "first_public": "first response that everybody could see",
    "first_in_channel": "first response in the crisis's own channel",
    "first_apology": "first apology",
    "first_corrective": "first corrective action",
}

PRACTICE = {
    "monitor": "watch mentions of brand, product and rivals as they happen",
    "respond-fast": "give a first public answer soon",
    "considered": "a measured answer beats shooting from the hip",
    "proportionate": "size the answer to the speed of spread",
    "spread-potential": "an influential source needs a faster, more flexible answer",
    "same-channel": "answer where the crisis lives",
    "all-fronts": "be present on every network the crisis reaches",
    "do-not-ignore": "silence reads as whitewashing",
    "never-delete": "deleting or hiding criticism backfires",
    "two-way": "hold a dialogue, do not issue a statement",
    "sincere-apology": "apologise and thank, and mean it",
    "no-fakes": "never drown criticism in false praise",
    "composed-tone": "stay professional whatever the tone received",
    "answer-the-person": "reply to the person, not to the negativity",
    "move-private": "offer a private route without hiding the public answer",
    "be-seen-helping": "others read the exchange, so help in public",
    "executive-video": "a named leader speaks, on video, early",
    "moderate-comments": "decide before posting how comments are moderated",
    "keep-updating": "give regular updates on every page until it is over",
    "media-allies": "work with journalists and bloggers to correct falsehoods",
    "experts-evidence": "bring independent evidence and experts",
    "fix-cause": "find the cause, repair it, say what changed",
    "compensate": "offer redress where the company is at fault",
    "take-seriously": "give social media people, money and an owner",
    "plan-written": "keep a written, delegated and rehearsed plan",
    "out-of-hours": "somebody answers at weekends and at night",
    "assess-risk": "check edgy campaigns before launch",
    "momentum": "attention can be used, and abused",
}

CLAIM = {
    "c-minute": "every minute of silence brings hundreds of new negative comments",
    "c-ten-million": "about ten million people witnessed United Breaks Guitars",
    "c-two-years": "the loss came from two years of ignoring the customer",
    "c-cost": "the reputational and financial losses were huge",
    "c-path": "a crisis starts on Facebook, moves to Twitter, then to blogs, then everywhere",
    "c-silence": "silence looks like whitewashing and feeds the discussion",
    "c-delete": "deletion makes it worse",
    "c-blunt": "Nestlé went viral because of its replies, not because of the issue",
    "c-faster": "the faster the answer, the more credible and the better the service looks",
    "c-wait": "a considered answer later beats a rash one now",
    "c-overreact": "an outsized reaction whips up the spread",
    "c-positive": "good public service turns the negative into a positive",
}

TERM = {
    "case": "one dossier: dated events, responses, readings, mentions and their sources",
    "source": "a citable page",
    "mention": "one dated public item about the case",
    "observation": "a published figure that was true at a stated time",
    "reading": "an observation of a public counter, such as a view count",
    "event": "a dated act",
    "trigger": "the event that starts the clock",
    "response": "an act of the company, public or private",
    "silence": "the documented absence of a response",
    "strategy": "the class of a response, after Benoit and Coombs",
    "stance": "the attitude of a mention towards the company",
    "scorer": "a program that says of a message which stance it takes; a measuring instrument with an error",
    "label": "the stance that a person gives to a message",
    "precision of a scorer": "of the messages it calls negative, the part that people call so",
    "recall of a scorer": "of the messages that people call negative, the part that it calls so",
    "corrected share": "a scorer's share once its errors are allowed for, with its interval",
    "false alarm": "an effect, a wave or a negative message that is reported where there is none",
    "channel": "where an actor acted",
    "platform": "the medium of a mention",
    "outlet": "the named publisher of a mention",
    "delay": "hours from trigger to response, with the range that the dates allow",
    "documented": "stands in a dated public source",
    "rebuilt": "estimated from dated readings, with a band; never drawn like data",
    "simulated": "made by a model from a stated recipe and seed; its table's name ends in _sim",
    "attention curve": "how a public counter grew, rebuilt from dated readings",
    "band": "the range that holds the true curve at the stated level",
    "interval, level": "lower and upper bound; the level is 95 % everywhere",
    "count, share": "mentions per bin; a fraction between 0 and 1",
    "coverage": "the share of a bin that was collected",
    "receipt": "what an import says of itself: rows in, rows kept, rows set aside and why",
    "set aside": "not kept, with the reason, in a file beside the data; never dropped in silence",
    "keyed hash": "stands for an author's name; without the key, which stays on one machine, nobody can try names",
    "companion": "an invented stream on the clock of a case that left none; for practice, never a finding",
    "draw": "one of the possible courses of a rebuilt curve",
    "intensity": "expected mentions per hour",
    "branching ratio": "mean number of direct offspring of one mention; below 1 a crisis dies out",
    "attention half-life": "hours until the increments have halved after their peak",
    "rival": "a documented event near an answer that could explain as much as the answer",
    "placebo": "the same analysis at a date when nothing happened",
    "counterfactual": "what a model predicts without the response, or with another delay",
    "scenario": "a crisis with one thing changed, in a model; no finding unless its effect can be told from none",
    "cost of silence": "expected negative mentions added by one more hour of delay",
    "decision point": "a moment at which a participant has to choose",
    "debrief": "what is told afterwards: what happened, and how sure we are",
}

#: Title of each closed list, in the order in which the glossary prints them.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "terms": ("Terms", TERM),
    "grade": ("Evidence grades", GRADE),
    "delay": ("Delay definitions", DELAY),
    "precision": ("Precision of a time", PRECISION),
    "qualifier": ("Qualifier of a reading", QUALIFIER),
    "stance": ("Stance of a mention", STANCE),
    "coded_from": ("What the stance was read from", CODED_FROM),
    "platform": ("Platform of a mention", PLATFORM),
    "channel": ("Channel of an event or response", CHANNEL),
    "strategy": ("Strategy of a response", STRATEGY),
    "actor_kind": ("Kind of actor", ACTOR_KIND),
    "kind": ("Kind of event", EVENT_KIND),
    "source_kind": ("Kind of source", SOURCE_KIND),
    "yes_no": ("Yes, no, unknown", YES_NO),
    "background": ("Background flag of a mention", BACKGROUND),
    "practice": ("Practices", PRACTICE),
    "claim": ("Claims to test", CLAIM),
}


def glossary() -> str:
    """Write the glossary as Markdown.

    Returns
    -------
    str
        The text of GLOSSARY.md; a test fails when the file and this text differ.

    Examples
    --------
    >>> glossary().splitlines()[0]
    '# Glossary'
    """
    lines = ["# Glossary", "", "Written from `workbench/vocabulary.py` by `make glossary`.", ""]
    for title, words in LISTS.values():
        lines += [f"## {title}", "", "| say | meaning |", "|---|---|"]
        lines += [f"| {word} | {meaning} |" for word, meaning in words.items()]
        lines.append("")
    return "\n".join(lines)
