"""What PyPI's detangle finds in Python twins: a line of JSON for each. python3 twins.py FILE..."""

import json
import runpy
import sys
import time

import detangle

for path in sys.argv[1:]:
    main = runpy.run_path(path)["main"]
    started = time.perf_counter()
    report = None
    try:
        runs = detangle.explore(main, runs=20_000, max_duration=10, database=False, seed=1).runs
    except detangle.BugFound as bug:
        report = bug.report
        runs = report.runs
    seconds = time.perf_counter() - started
    print(json.dumps({"found": report is not None, "runs": runs, "ms": seconds * 1000,
                      "deviations": report and report.deviations}), flush=True)
