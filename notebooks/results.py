"""A results folder of `./pareto run` as pandas frames, and bootstrap draws of its medians.

    samples.csv  phases.csv  code.csv  provenance.json  --load-->  Results  -->  the notebooks

Nothing here comes from the Java statistics: medians and resampling are written a second time, so that an error in one of
the two shows as a disagreement. Notebooks read geomeans.csv, break_even.csv and summary.csv only to compare.
"""

from __future__ import annotations

import json
import math
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import pandas as pd

CELL = ["level", "engine", "workload"]
TIMED = ["compile_nanos", "codegen_nanos", "first_call_nanos", "run_nanos"]
COUNTED = ["code_bytes", "ir_instructions", "wasm_instructions"]

DRAWS = 2000
LOW, HIGH = 0.025, 0.975

# Numbers in the CSV files have four decimals, or six significant digits if that is more: half a unit of the last of them is
# all that rounding may do.
ROUNDING = 0.5e-4
SMALL_ROUNDING = 0.5e-5
RELATIVE = 1e-6

# Where the end of a 95 % interval from 1,000 draws may lie among draws of our own: 0.5 % to 6 % from the outside. The
# 25th smallest of 1,000 draws misses that range less than once in 100,000 times.
TAIL = (0.005, 0.06)

CellKey = tuple[str, str, str]


class ResultsError(Exception):
    """A folder that holds no results, with what to do about it."""


def newest() -> Path:
    """The folder below results/ that was changed last."""
    home = Path(__file__).resolve().parent.parent / "results"
    folders = sorted(home.glob("*/samples.csv"), key=os.path.getmtime)
    if not folders:
        raise ResultsError(f"no results below {home}: make some with ./pareto run quick, or set PARETO_RESULTS")
    return folders[-1].parent


def load(folder: str | Path) -> Results:
    """Reads a folder. A cell counts if none of its visits failed."""
    folder = Path(folder)
    for name in ["samples.csv", "phases.csv", "code.csv", "provenance.json"]:
        if not (folder / name).is_file():
            raise ResultsError(f"{folder} has no {name}: is it a results folder of a run that ended? See docs/data.md")
    every = _read(folder / "samples.csv")
    failed = every.loc[every["status"] != "ok", CELL + ["status"]].drop_duplicates(CELL)
    bad = pd.MultiIndex.from_frame(failed[CELL])
    good = every[~pd.MultiIndex.from_frame(every[CELL]).isin(bad)].drop(columns="status")
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    return Results(folder, good, _read(folder / "phases.csv"), _read(folder / "code.csv"), failed, provenance)


def _read(file: Path) -> pd.DataFrame:
    # Only an empty field is missing: an engine or workload may well be called "null".
    return pd.read_csv(file, keep_default_na=False, na_values={"value": "", "median": "", "low": "", "high": ""})


@dataclass(frozen=True)
class Results:
    """What one run measured. Frames have the columns that docs/data.md describes; `samples` is without failed cells."""

    folder: Path
    samples: pd.DataFrame
    phases: pd.DataFrame
    code: pd.DataFrame
    failures: pd.DataFrame
    provenance: dict[str, Any]
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    _draws: dict[str, dict[CellKey, np.ndarray]] = field(default_factory=dict)

    @property
    def baseline(self) -> str:
        return self.provenance["suite"]["baseline"]

    @property
    def engines(self) -> list[str]:
        return self.provenance["suite"]["engines"]

    @property
    def levels(self) -> list[str]:
        return self.provenance["suite"]["levels"]

    @property
    def workloads(self) -> list[str]:
        return self.provenance["suite"]["workloads"]

    def title(self) -> str:
        """A line that says what was run where."""
        machine = self.provenance["machine"]
        return (
            f"{self.provenance['suite']['name']} ({self.provenance['state']}), {self.provenance['started'][:10]}, "
            f"{machine['cpu']}, {machine['processors']} processors: {len(self.workloads)} workloads × "
            f"{len(self.levels)} levels × {len(self.engines)} engines; {len(self.failures)} cells failed"
        )

    def compared(self, name: str) -> pd.DataFrame:
        """A file that Java's statistics wrote, to compare with."""
        return _read(self.folder / name)

    def table(self, metric: str) -> pd.DataFrame:
        """Medians: a row for each (level, workload), a column for each engine; NaN where there is none."""
        if metric not in self._tables:
            if metric in COUNTED:
                values = self.code[self.code["name"] == metric].set_index(CELL)["value"].astype(float)
            else:
                values = self.samples[self.samples["metric"] == metric].groupby(CELL)["value"].median()
            rows = pd.MultiIndex.from_product([self.levels, self.workloads], names=["level", "workload"])
            self._tables[metric] = values.unstack("engine").reindex(index=rows, columns=self.engines)
        return self._tables[metric]

    def ratios(self, metric: str, level: str, engine: str) -> pd.Series:
        """engine : baseline for every workload that both did rightly."""
        table = self.table(metric).loc[level]
        mine, base = table[engine], table[self.baseline]
        return (mine / base)[(mine > 0) & (base > 0)]

    def draws(self, metric: str) -> dict[CellKey, np.ndarray]:
        """Bootstrap draws of the median of every cell that has samples of a metric."""
        if metric not in self._draws:
            chosen = self.samples[self.samples["metric"] == metric]
            self._draws[metric] = {
                key: median_draws(_groups(cell), _random(metric, *key))
                for key, cell in chosen.groupby(CELL)
            }
        return self._draws[metric]

    def ratio_draws(self, metric: str, level: str, engine: str) -> np.ndarray:
        """A row of draws for each of `ratios`. What has no noise stays as it is."""
        ratios = self.ratios(metric, level, engine)
        if metric in COUNTED:
            return np.repeat(ratios.to_numpy()[:, None], DRAWS, axis=1)
        draws = self.draws(metric)
        return np.array([draws[level, engine, w] / draws[level, self.baseline, w] for w in ratios.index])


def _groups(cell: pd.DataFrame) -> list[np.ndarray]:
    """Samples by fork, or by round if there is one fork only: those of one visit resemble each other."""
    level = "fork" if cell["fork"].nunique() > 1 else "round"
    return [group["value"].to_numpy() for _, group in cell.groupby(level)]


def _random(*names: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(" ".join(names).encode()))


def median_draws(forks: Sequence[np.ndarray], random: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """Medians of resamples: forks (or rounds) are picked first, then samples inside each, both with replacement."""
    lengths = np.array([len(fork) for fork in forks])
    starts = np.cumsum(lengths) - lengths
    picked = random.integers(len(forks), size=(draws, len(forks)))
    length = lengths[picked][:, :, None]
    place = (random.random((draws, len(forks), lengths.max())) * length).astype(int)
    values = np.concatenate(forks).astype(float)[starts[picked][:, :, None] + place]
    values[np.broadcast_to(np.arange(lengths.max()) >= length, values.shape)] = np.nan
    ordered = np.sort(values.reshape(draws, -1), axis=1)  # NaN last
    count = lengths[picked].sum(axis=1)
    row = np.arange(draws)
    return (ordered[row, (count - 1) // 2] + ordered[row, count // 2]) / 2


def quantile(draws: np.ndarray, share: float) -> float:
    """Nearest rank, because draws may be infinite."""
    return float(np.sort(draws)[max(0, math.ceil(share * len(draws)) - 1)])


def geometric_mean(values: pd.Series | np.ndarray) -> float:
    return float(np.exp(np.mean(np.log(np.asarray(values)))))


def break_even_kind(compile_a: Any, run_a: Any, compile_b: Any, run_b: Any) -> np.ndarray:
    """When B is ahead of A, by T(N) = compile + N run: always, after or until some N, or never."""
    cheaper, faster = np.less(compile_b, compile_a), np.less(run_b, run_a)
    dearer, slower = np.greater(compile_b, compile_a), np.greater(run_b, run_a)
    return np.select([~dearer & ~slower, dearer & faster, cheaper & slower], ["always", "after", "until"], "never")


def break_even(kind: str, compile_a: Any, run_a: Any, compile_b: Any, run_b: Any) -> np.ndarray:
    """
    Calls as break_even.csv has them for a row of a kind. `until`: to which call B is ahead from the start; otherwise: from
    which call on it is ahead for good. The costs may be draws, and of another kind.
    """
    kinds = break_even_kind(compile_a, run_a, compile_b, run_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.divide(np.subtract(compile_b, compile_a), np.subtract(run_a, run_b))
    if kind == "until":
        return np.select([kinds == "until", kinds == "always"], [crossing, np.inf], 0.0)
    return np.select([kinds == "after", kinds == "always"], [crossing, 0.0], np.inf)


# ---- agreement ----


def _slack(value: float) -> float:
    if not math.isfinite(value):
        return 0
    return min(ROUNDING, SMALL_ROUNDING * abs(value)) * 1.001 + RELATIVE * abs(value)


def is_same(own: float, file: float) -> bool:
    """Whether a number of our own is the file's, but for its rounding."""
    return own == file or abs(own - file) <= _slack(file)


def is_low_end(draws: np.ndarray, low: float) -> bool:
    """Whether the file's lower end of an interval lies where draws of our own have theirs (see TAIL)."""
    return quantile(draws, TAIL[0]) - _slack(low) <= low <= quantile(draws, TAIL[1]) + _slack(low)


def is_high_end(draws: np.ndarray, high: float) -> bool:
    """Whether the file's upper end of an interval lies where draws of our own have theirs."""
    return quantile(draws, 1 - TAIL[1]) - _slack(high) <= high <= quantile(draws, 1 - TAIL[0]) + _slack(high)


def demand(name: str, disagreements: Sequence[str], checked: int) -> str:
    """What to print if all agree; an AssertionError that names what does not."""
    if checked == 0:
        raise AssertionError(f"{name}: nothing to compare")
    if disagreements:
        shown = "\n  ".join(disagreements[:20])
        raise AssertionError(f"{name}: {len(disagreements)} of {checked} disagree with our own numbers\n  {shown}")
    return f"{name}: all {checked} agree"
