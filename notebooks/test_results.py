"""Tests of results.py: `python3 notebooks/test_results.py` prints nothing if all is well."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

import results

SAMPLES = """workload,level,engine,phase,fork,round,iteration,metric,unit,value,status
w,O0,"a+b@x64",compile,1,1,1,compile_nanos,ns,10,ok
w,O0,"a+b@x64",compile,1,1,2,compile_nanos,ns,30,ok
w,O0,null,compile,1,1,1,compile_nanos,ns,40,ok
v,O0,null,compile,1,1,1,compile_nanos,ns,50,ok
v,O0,null,,1,2,0,,,,trap: unreachable
"""
SUITE = {"baseline": "a+b@x64", "engines": ["a+b@x64", "null"], "levels": ["O0"], "workloads": ["w", "v"]}


def a_folder_is_read(folder: Path) -> None:
    (folder / "samples.csv").write_text(SAMPLES)
    (folder / "phases.csv").write_text("workload,level,engine,phase,unit,n,median,low,high\n")
    (folder / "code.csv").write_text("workload,level,engine,name,value\nw,O0,null,code_bytes,7\n")
    expect_error(results.ResultsError, "provenance.json", lambda: results.load(folder))
    (folder / "provenance.json").write_text(json.dumps({"suite": SUITE}))
    run = results.load(folder)
    table = run.table("compile_nanos")
    assert table.loc[("O0", "w"), "a+b@x64"] == 20
    assert np.isnan(table.loc[("O0", "v"), "null"]), "a cell with a failed visit counts"
    assert list(run.failures["status"]) == ["trap: unreachable"]
    assert run.ratios("compile_nanos", "O0", "null").to_dict() == {"w": 2.0}
    assert run.ratio_draws("compile_nanos", "O0", "null").shape == (1, results.DRAWS)
    assert run.table("code_bytes").loc[("O0", "w"), "null"] == 7
    assert run.table("run_nanos").isna().all().all()


def draws_are_of_two_levels() -> None:
    random = np.random.default_rng(5)
    one = results.median_draws([np.array([1, 2, 9])], random, 4000)
    assert set(one) == {1, 2, 9} and abs((one == 2).mean() - 13 / 27) < 0.03
    two = results.median_draws([np.array([1, 1]), np.array([3, 3])], random, 4000)
    assert set(two) == {1, 2, 3} and abs((two == 2).mean() - 1 / 2) < 0.03
    ragged = results.median_draws([np.array([0]), np.array([8, 8, 8])], random, 4000)
    assert set(ragged) == {0, 8} and abs((ragged == 0).mean() - 1 / 4) < 0.03


def break_even_has_its_edges() -> None:
    inf = float("inf")
    cases = {
        (1, 5, 3, 4): ("after", 2),
        (3, 4, 1, 5): ("until", 2),
        (1, 5, 3, 5): ("never", inf),
        (1, 5, 1, 6): ("never", inf),
        (1, 5, 3, 6): ("never", inf),
        (3, 5, 1, 4): ("always", 0),
        (3, 5, 1, 5): ("always", 0),
        (3, 5, 3, 5): ("always", 0),
    }
    for costs, (kind, calls) in cases.items():
        assert results.break_even_kind(*costs) == kind, costs
        assert results.break_even(kind, *costs) == calls, costs
    # Draws of other kinds than the estimate: never, after, until, always.
    draws = (np.array([3, 3, 3, 3]), np.array([5, 5, 5, 5]), np.array([4, 4, 1, 1]), np.array([6, 4, 6, 4]))
    assert list(results.break_even("after", *draws)) == [inf, 1, inf, 0]
    assert list(results.break_even("until", *draws)) == [0, 0, 2, inf]


def agreement_is_no_more_than_rounding() -> None:
    assert results.is_same(45.123449, 45.1234) and not results.is_same(45.12352, 45.1234)
    assert results.is_same(0.00123456449, 0.00123456) and not results.is_same(0.0012346, 0.00123456)
    assert results.is_same(1234567.4, 1234567) and not results.is_same(1234569, 1234567)
    assert results.is_same(float("inf"), float("inf")) and not results.is_same(5, float("inf"))
    draws = np.arange(1, 2001) * 1.0
    for low, right in [(8, False), (12, True), (50, True), (118, True), (124, False)]:
        assert results.is_low_end(draws, low) == right, low
        assert results.is_high_end(-draws, -low) == right, low
    never = np.full(2000, np.inf)
    assert results.is_high_end(never, np.inf) and not results.is_high_end(never, 7)
    expect_error(AssertionError, "1 of 3 disagree", lambda: results.demand("a file", ["this"], 3))
    expect_error(AssertionError, "nothing to compare", lambda: results.demand("a file", [], 0))


def expect_error(kind: type[Exception], text: str, action) -> None:
    try:
        action()
    except kind as error:
        assert text in str(error), error
    else:
        raise AssertionError(f"no {kind.__name__}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        a_folder_is_read(Path(name))
    draws_are_of_two_levels()
    break_even_has_its_edges()
    agreement_is_no_more_than_rounding()
