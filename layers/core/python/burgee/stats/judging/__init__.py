"""A look at a run, from its sums to its verdict; `judge` is the door.

The way: `samples` (one variant's numbers), `effects` (two variants compared), `scales` (what a
look costs), `families` (corrections), `comparisons` and `readings` (an interval at its level),
`findings` (what it says), `checks` and `verdicts` (what to do) with their `sentences`; beside it
`posteriors` and `finals`.
"""
