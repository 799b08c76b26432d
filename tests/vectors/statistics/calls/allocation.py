"""Shares of traffic that follow what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.stats.bandits import (
    epsilon_greedy_weights,
    thompson_probabilities,
    top_two_weights,
    ucb1,
)
from burgee.stats.bayes_beta import Beta
from burgee.stats.proportions import Proportion
from tests.vectors.statistics.plain import plain

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]


def thompson(inputs: Inputs) -> Answer:
    variants = [Proportion(successes, n) for successes, n in inputs["arms_x_n"]]
    prior = Beta(inputs["prior_alpha"], inputs["prior_beta"])
    return {"prob_best": thompson_probabilities(variants, prior)}


def top_two(inputs: Inputs) -> Answer:
    return {"weights": top_two_weights(inputs["prob_best"], inputs["beta"])}


def ucb1_index(inputs: Inputs) -> Answer:
    return dict(plain(ucb1(inputs["reward_sum"], inputs["pulls"])))


def epsilon_greedy(inputs: Inputs) -> Answer:
    return {"weights": epsilon_greedy_weights(inputs["means"], inputs["epsilon"])}


METHODS = {
    "thompson_probabilities": thompson,
    "top_two_thompson_weights": top_two,
    "ucb1_index": ucb1_index,
    "epsilon_greedy_weights": epsilon_greedy,
}
