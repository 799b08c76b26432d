"""Compare an engine's answer with a reference case. Pure standard library.

mismatches(case, actual) -> list of strings; empty = pass.
actual: dict with (at least) the keys of case["expected"]; None/NaN = undefined.
For expected == {"error": true} pass the raised exception, or {"error": ...}.
"""

import json
import math
import sys

DEFAULT = {"rel": 1e-8, "abs": 1e-12}


def _undef(v):
    return v is None or (isinstance(v, float) and not math.isfinite(v))


def _cmp(path, exp, act, tol, out):
    if isinstance(exp, list):
        if not isinstance(act, (list, tuple)) or len(act) != len(exp):
            out.append(f"{path}: length/shape differs")
            return
        for i, (e, a) in enumerate(zip(exp, act)):
            _cmp(f"{path}[{i}]", e, a, tol, out)
    elif isinstance(exp, (bool, str)):
        if exp != act:
            out.append(f"{path}: expected {exp!r}, got {act!r}")
    elif exp is None:
        if not _undef(act):
            out.append(f"{path}: expected undefined, got {act!r}")
    elif _undef(act):
        if not tol.get("null_ok"):
            out.append(f"{path}: expected {exp!r}, got undefined")
    elif isinstance(act, bool) or not isinstance(act, (int, float)):
        out.append(f"{path}: expected number, got {act!r}")
    elif abs(act - exp) > max(tol.get("abs", 0.0), tol.get("rel", 0.0) * abs(exp)):
        out.append(f"{path}: expected {exp!r}, got {act!r}")


def mismatches(case, actual):
    exp, out = case["expected"], []
    if exp.get("error") is True:
        if not (
            isinstance(actual, Exception) or (isinstance(actual, dict) and actual.get("error"))
        ):
            out.append("expected the input to be refused")
        return out
    if isinstance(actual, Exception):
        return [f"raised {actual!r}"]
    for k, e in exp.items():
        tol = case["tol"].get(k) or case["tol"].get("*") or DEFAULT
        if k not in actual:
            if e is not None:
                out.append(f"{k}: missing")
            continue
        _cmp(k, e, actual[k], tol, out)
    return out


if __name__ == "__main__":  # self-test: every case must accept its own expected values
    if len(sys.argv) < 2:
        sys.exit("usage: compare.py CASES.json ...")
    for f in sys.argv[1:]:
        cs = json.load(open(f))
        assert not [c["id"] for c in cs if mismatches(c, c["expected"])]
        print(f, len(cs), "cases, self-consistent")
