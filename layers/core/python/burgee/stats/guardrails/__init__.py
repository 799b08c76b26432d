"""Guardrails of a rollout, from a run's sums to what is found of them; `judge` is the door.

The way: `levels` (how much of alpha one decision may use), `evidence` (how strongly counts and
means speak against a limit, whenever one looks), `harm` (new against old), `thresholds` (new
against a fixed value), `trails` (what was counted when) and `spikes` (now against before), and
`sentences`.
"""
