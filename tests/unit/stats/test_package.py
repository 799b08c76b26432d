"""`from burgee.stats import ...`: complete, documented, and with numpy and scipy alone."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from burgee import stats

FOLDER = Path(stats.__file__).parent
OURS = {  # what the judge and the methods are built of, and nobody calls
    "being_best",
    "crossing",
    "deviances",
    "distributions",
    "planning_words",
    "rates",
    "roots",
}
PARTS = {  # of public modules: what one of their functions is built of
    "bayes_beta": {"LogitBeliefs"},
    "bayes_normal": {"NormalBeliefs"},
    "cuped": {"adjusted", "theta_of"},
    "detectable": {"check_units"},
    "group_sequential": {"check_information", "go_on"},
    "means": {"both"},
    "power": {
        "check_deviation",
        "check_rate",
        "check_ratio",
        "degrees_of_freedom",
        "rates_signal",
        "signal_power",
    },
    "proportions": {"pooled_z", "wilson_ends"},
    "relative": {"relative_of"},
    "sample_size": {"units_for_signal"},
    "sequential_power": {"probit"},
    "spending": {"check_sides"},
    "values": {"Choice", "check_alpha", "check_counts", "refuse_unless"},
}
MODULES = sorted({file.stem for file in FOLDER.glob("*.py")} - OURS - {"__init__"})
PLAIN = {  # counting and arithmetic, or made of others that name their sources
    "alpha_each",
    "analyse_run",
    "cohens_h",
    "count_anomaly",
    "detectable_difference",
    "detectable_rate",
    "difference_of_means",
    "duration",
    "histogram_between",
    "histogram_of",
    "inflation",
    "is_identified",
    "mean_of",
    "merged_pairs",
    "moments_from_sums",
    "overdispersion",
    "pair_moments_from_sums",
    "pooled",
    "pooled_cap",
    "proportion_effect",
    "quantile_difference",
    "rate_difference",
    "rate_difference_interval",
    "ratio_effect",
    "ratio_value",
    "rejected",
    "relative_log_interval",
    "relative_value",
    "shared_bins",
    "standard_error",
    "thompson_weights",
    "with_least_share",
}
YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
FUNCTIONS = [name for name in stats.__all__ if isinstance(getattr(stats, name), FunctionType)]

ALONE = """
import sys

class OnlyScience:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        known = {"burgee", "numpy", "scipy"} | sys.stdlib_module_names
        if top not in known and not top.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(name + " is not installed", name=name)

sys.meta_path.insert(0, OnlyScience())
import doctest
import burgee.stats
failed, tried = doctest.testmod(burgee.stats)
print(tried > 10 and not failed, sorted(
    {name.split(".")[0] for name in sys.modules} & {"pydantic", "boto3", "re2", "mmh3"}
))
"""


def public_names(module: ModuleType) -> set[str]:
    """Functions and classes that a module defines itself, but for its parts."""
    defined = {
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) or inspect.isclass(value)
        if value.__module__ == module.__name__ and not name.startswith("_")
    }
    return defined - PARTS.get(module.__name__.rpartition(".")[2], set())


def words_about(function: FunctionType) -> str:
    return f"{inspect.getdoc(function)} {import_module(function.__module__).__doc__}"


def test_every_name_is_there_once() -> None:
    assert [name for name in stats.__all__ if not hasattr(stats, name)] == []
    assert len(set(stats.__all__)) == len(stats.__all__)


@pytest.mark.parametrize("module", MODULES)
def test_whatever_a_module_offers_is_offered_by_the_package(module: str) -> None:
    found = import_module(f"burgee.stats.{module}")
    assert public_names(found) - set(stats.__all__) == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_one_gets(name: str) -> None:
    assert inspect.getdoc(getattr(stats, name))


def test_a_published_method_names_its_source_or_its_module_does() -> None:
    unsourced = {name for name in FUNCTIONS if not YEAR.search(words_about(getattr(stats, name)))}
    assert unsourced == PLAIN


def test_the_tour_works_with_numpy_and_scipy_alone() -> None:
    asked = [sys.executable, "-W", "error", "-c", ALONE]
    paths = {"PYTHONPATH": str(FOLDER.parents[1])}
    answer = subprocess.run(asked, env=paths, capture_output=True, text=True, check=False)
    assert (answer.stdout.strip(), answer.stderr) == ("True []", "")
