"""How often the statistics are wrong: of many made-up experiments, by their public functions.

Each group has a naive method too, that must be wrong as often as it is known to be: the proof that
the simulation sees such an error.
"""
