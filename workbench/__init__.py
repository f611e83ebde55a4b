"""Crisis Workbench: dated evidence, honest curves and careful models of crises in social media.

``import workbench as wb``; then ``wb.list_cases()``, ``wb.load_case(...)``, ``wb.plot_timeline(...)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.alarms import first_alarm
    from workbench.attempts import attempt
    from workbench.attention import AttentionCurve, rebuild_attention
    from workbench.bursts import find_bursts
    from workbench.cases import Case, list_cases, load_case
    from workbench.comparison import compare_cases
    from workbench.counts import count_mentions
    from workbench.evidence import CaseCheck, CaseError, check_case
    from workbench.exercises import Feedback, check_answer
    from workbench.importers.counted import read_counts
    from workbench.importers.imported import Imported
    from workbench.importers.reading import import_mentions, read_mentions
    from workbench.importers.receipt import Receipt
    from workbench.importers.storing import write_mentions
    from workbench.models.across_cases import fit_across_cases
    from workbench.models.before_after import fit_before_after
    from workbench.models.calibration import calibrate
    from workbench.models.claims import count_claims, try_methods
    from workbench.models.conversations import fit_conversations
    from workbench.models.draws import fit_draws
    from workbench.models.effects import published_effects
    from workbench.models.exposure import exposure_table
    from workbench.models.interrupted import fit_interrupted
    from workbench.models.self_exciting import SelfExcitingFit, fit_self_exciting
    from workbench.models.structural import fit_structural
    from workbench.models.what_if import cost_of_silence, what_if
    from workbench.own_case import import_case
    from workbench.own_effect import case_effect, first_answer, own_counts
    from workbench.own_messages import case_messages, case_receipt
    from workbench.own_responses import add_response, remove_response, set_trigger
    from workbench.plots.across_cases import plot_across_cases
    from workbench.plots.alarms import plot_alarm
    from workbench.plots.attention import plot_attention
    from workbench.plots.calibration import plot_calibration
    from workbench.plots.channels import plot_channels
    from workbench.plots.claims import plot_claims
    from workbench.plots.conversations import plot_delay_curve
    from workbench.plots.counts import plot_counts
    from workbench.plots.crisis import plot_crisis
    from workbench.plots.delays import plot_delays
    from workbench.plots.figure import save_figure
    from workbench.plots.lenses import plot_lenses
    from workbench.plots.plain_table import plain_table
    from workbench.plots.self_exciting import plot_placebo, plot_self_exciting
    from workbench.plots.silence import plot_cost_of_silence
    from workbench.plots.spread import plot_spread
    from workbench.plots.textbook import plot_textbook
    from workbench.plots.timeline import plot_timeline
    from workbench.plots.what_if import plot_what_if
    from workbench.plots.what_if_page import save_what_if_page
    from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError
    from workbench.questions import case_question
    from workbench.report import write_report
    from workbench.scaffold import new_case
    from workbench.series import list_series, load_series
    from workbench.simulate_crises import simulate_crisis
    from workbench.simulate_export import write_sample_export
    from workbench.simulate_holes import simulate_like
    from workbench.simulate_messages import simulate_mentions
    from workbench.simulate_texts import simulate_opinions
    from workbench.spread import measure_spread
    from workbench.stance import score_stance, score_texts
    from workbench.volumes import case_counts
    from workbench.widgets.answer_box import answer_box
    from workbench.widgets.case_picker import case_picker
    from workbench.widgets.enter_responses import enter_responses
    from workbench.widgets.labelling import label_mentions
    from workbench.widgets.run_button import run_button
    from workbench.widgets.what_if_slider import what_if_slider

#: Public name -> the module that holds it. A name is imported when it is first used, so that
#: ``import workbench`` costs little more than pandas.
_WHERE = {
    "AttentionCurve": "attention",
    "Case": "cases",
    "CaseCheck": "evidence",
    "CaseError": "evidence",
    "Feedback": "exercises",
    "Imported": "importers.imported",
    "NotEnoughData": "problems",
    "NotFound": "problems",
    "Receipt": "importers.receipt",
    "SelfExcitingFit": "models.self_exciting",
    "TooCoarse": "problems",
    "WorkbenchError": "problems",
    "add_response": "own_responses",
    "answer_box": "widgets.answer_box",
    "attempt": "attempts",
    "calibrate": "models.calibration",
    "case_counts": "volumes",
    "case_effect": "own_effect",
    "case_messages": "own_messages",
    "case_picker": "widgets.case_picker",
    "case_question": "questions",
    "case_receipt": "own_messages",
    "check_answer": "exercises",
    "check_case": "evidence",
    "compare_cases": "comparison",
    "cost_of_silence": "models.what_if",
    "count_claims": "models.claims",
    "count_mentions": "counts",
    "enter_responses": "widgets.enter_responses",
    "exposure_table": "models.exposure",
    "find_bursts": "bursts",
    "first_alarm": "alarms",
    "first_answer": "own_effect",
    "fit_across_cases": "models.across_cases",
    "fit_before_after": "models.before_after",
    "fit_conversations": "models.conversations",
    "fit_draws": "models.draws",
    "fit_interrupted": "models.interrupted",
    "fit_self_exciting": "models.self_exciting",
    "fit_structural": "models.structural",
    "import_case": "own_case",
    "import_mentions": "importers.reading",
    "label_mentions": "widgets.labelling",
    "list_cases": "cases",
    "list_series": "series",
    "load_case": "cases",
    "load_series": "series",
    "measure_spread": "spread",
    "new_case": "scaffold",
    "own_counts": "own_effect",
    "plain_table": "plots.plain_table",
    "plot_across_cases": "plots.across_cases",
    "plot_alarm": "plots.alarms",
    "plot_attention": "plots.attention",
    "plot_calibration": "plots.calibration",
    "plot_channels": "plots.channels",
    "plot_claims": "plots.claims",
    "plot_cost_of_silence": "plots.silence",
    "plot_counts": "plots.counts",
    "plot_crisis": "plots.crisis",
    "plot_delay_curve": "plots.conversations",
    "plot_delays": "plots.delays",
    "plot_lenses": "plots.lenses",
    "plot_placebo": "plots.self_exciting",
    "plot_self_exciting": "plots.self_exciting",
    "plot_spread": "plots.spread",
    "plot_textbook": "plots.textbook",
    "plot_timeline": "plots.timeline",
    "plot_what_if": "plots.what_if",
    "published_effects": "models.effects",
    "read_counts": "importers.counted",
    "read_mentions": "importers.reading",
    "rebuild_attention": "attention",
    "remove_response": "own_responses",
    "run_button": "widgets.run_button",
    "save_figure": "plots.figure",
    "save_what_if_page": "plots.what_if_page",
    "score_stance": "stance",
    "score_texts": "stance",
    "set_trigger": "own_responses",
    "simulate_crisis": "simulate_crises",
    "simulate_like": "simulate_holes",
    "simulate_mentions": "simulate_messages",
    "simulate_opinions": "simulate_texts",
    "try_methods": "models.claims",
    "what_if": "models.what_if",
    "what_if_slider": "widgets.what_if_slider",
    "write_mentions": "importers.storing",
    "write_report": "report",
    "write_sample_export": "simulate_export",
}

__all__ = [
    "AttentionCurve",
    "Case",
    "CaseCheck",
    "CaseError",
    "Feedback",
    "Imported",
    "NotEnoughData",
    "NotFound",
    "Receipt",
    "SelfExcitingFit",
    "TooCoarse",
    "WorkbenchError",
    "add_response",
    "answer_box",
    "attempt",
    "calibrate",
    "case_counts",
    "case_effect",
    "case_messages",
    "case_picker",
    "case_question",
    "case_receipt",
    "check_answer",
    "check_case",
    "compare_cases",
    "cost_of_silence",
    "count_claims",
    "count_mentions",
    "enter_responses",
    "exposure_table",
    "find_bursts",
    "first_alarm",
    "first_answer",
    "fit_across_cases",
    "fit_before_after",
    "fit_conversations",
    "fit_draws",
    "fit_interrupted",
    "fit_self_exciting",
    "fit_structural",
    "import_case",
    "import_mentions",
    "label_mentions",
    "list_cases",
    "list_series",
    "load_case",
    "load_series",
    "measure_spread",
    "new_case",
    "own_counts",
    "plain_table",
    "plot_across_cases",
    "plot_alarm",
    "plot_attention",
    "plot_calibration",
    "plot_channels",
    "plot_claims",
    "plot_cost_of_silence",
    "plot_counts",
    "plot_crisis",
    "plot_delay_curve",
    "plot_delays",
    "plot_lenses",
    "plot_placebo",
    "plot_self_exciting",
    "plot_spread",
    "plot_textbook",
    "plot_timeline",
    "plot_what_if",
    "published_effects",
    "read_counts",
    "read_mentions",
    "rebuild_attention",
    "remove_response",
    "run_button",
    "save_figure",
    "save_what_if_page",
    "score_stance",
    "score_texts",
    "set_trigger",
    "simulate_crisis",
    "simulate_like",
    "simulate_mentions",
    "simulate_opinions",
    "try_methods",
    "what_if",
    "what_if_slider",
    "write_mentions",
    "write_report",
    "write_sample_export",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"workbench has no {name!r}; it has {', '.join(__all__)}.")
    found = getattr(import_module(f"workbench.{_WHERE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
