"""Part `coldstart`: import to first answer of `evaluate`, beside a bare function's."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks import lambda_stand_in, own_ruleset, own_stack, processes, report

RUNS, FLAGS, MOST_TIMES = 11, 1000, 1.6
MODULES = {"evaluate": "functions.evaluate.handler", "bare": "benchmarks.bare_handler"}
Figures = dict[str, float]


def main() -> None:
    samples: dict[str, list[Figures]] = {name: [] for name in MODULES}
    with own_stack.served(FLAGS) as endpoint, tempfile.TemporaryDirectory() as folder:
        token = own_stack.client_key().text
        event = lambda_stand_in.single_event(token, "w2_1", own_ruleset.FINN)
        event_file = own_stack.write_event(Path(folder) / "event.json", event)
        variables = lambda_stand_in.environment(endpoint)
        for number in range(RUNS + 1):
            for name, module in MODULES.items():
                child = "benchmarks.coldstart_child"
                measured = processes.ask(child, module, event_file, **variables)
                if number:  # the first run compiles bytecode
                    samples[name].append(measured)
    show(samples)


def show(samples: dict[str, list[Figures]]) -> None:
    report.heading(f"cold start in fresh processes, ms, median of {RUNS}")
    medians = {name: processes.medians(some) for name, some in samples.items()}
    for name, row in medians.items():
        print(f"  {name:10} import {row['import_ms']:7.1f}   first answer {row['total_ms']:7.1f}")
    pairs = zip(samples["evaluate"], samples["bare"], strict=True)
    times = statistics.median(ours["total_ms"] / bare["total_ms"] for ours, bare in pairs)
    print(report.verdict("evaluate / bare Powertools and boto3", times, MOST_TIMES, "x"))
    report.save("coldstart", {**medians, "times": times})


if __name__ == "__main__":
    main()
