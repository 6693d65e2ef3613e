"""How engines and phases look in every figure: never told apart by colour alone, labels that do not collide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

# Okabe and Ito's palette, which readers with any colour vision can tell apart; its yellow is too light for lines.
PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
SHAPES = "os^Dv<>Php"
DASHES = ["-", "--", "-.", ":"]
HATCHES = ["", "///", "...", "xxx", "\\\\\\", "ooo", "+++", "---", "**"]
TEXT = "#333333"
GRID = "#E2E2E2"


@dataclass(frozen=True)
class Mark:
    color: str
    shape: str
    dashes: str
    hatch: str


def of(names: Iterable[str]) -> dict[str, Mark]:
    """A mark for each name. Colour and shape repeat with different periods, so that pairs do not before the 70th."""
    return {
        name: Mark(
            PALETTE[k % len(PALETTE)],
            SHAPES[k % len(SHAPES)],
            DASHES[k % len(DASHES)],
            HATCHES[k % len(HATCHES)],
        )
        for k, name in enumerate(names)
    }


def style() -> None:
    """Sets the look of all figures that follow."""
    plt.rcParams.update(
        {
            "figure.dpi": 100,
            "savefig.dpi": 150,
            "figure.constrained_layout.use": True,
            "font.size": 9,
            "axes.edgecolor": "#AAAAAA",
            "axes.labelcolor": TEXT,
            "axes.titlesize": 10,
            "axes.titlelocation": "left",
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": GRID,
            "xtick.color": TEXT,
            "ytick.color": TEXT,
            "legend.frameon": False,
            "hatch.linewidth": 0.6,
        }
    )


def ratio_axis(axis: Axis, low: float, high: float) -> None:
    """A logarithmic axis of ratios, labelled at 1, 2 and 5 of each decade where there is room."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log", f"{axis.axis_name}lim": (low / 1.15, high * 1.15)})
    steps = [1] if high / low > 1000 else [1, 2, 5] if high / low > 4 else [1, 1.2, 1.5, 2, 3, 4, 5, 6, 8]
    axis.set_major_locator(LogLocator(subs=steps, numticks=50))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×"))
    axis.set_minor_locator(NullLocator())


def time_axis(axis: Axis) -> None:
    """A logarithmic axis of nanoseconds, labelled in the unit that suits."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(numticks=9))
    axis.set_major_formatter(FuncFormatter(lambda value, _: time(value)))
    axis.set_minor_locator(NullLocator())


def time(nanos: float) -> str:
    """Nanoseconds as people read them: `41 µs`."""
    for factor, unit in [(1e9, "s"), (1e6, "ms"), (1e3, "µs")]:
        if nanos >= factor:
            return f"{nanos / factor:.0f} {unit}" if nanos >= 100 * factor else f"{nanos / factor:.3g} {unit}"
    return f"{nanos:.3g} ns"


def rows_axis(axes: Axes, names: Sequence[str]) -> None:
    """A row for each name, the first on top."""
    axes.yaxis.set_major_locator(FixedLocator(list(range(len(names)))))
    axes.set_yticklabels(names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


def label(axes: Axes, points: Sequence[tuple[float, float, str, str]]) -> None:
    """Writes (x, y, text, colour) beside each point, where it covers as few other labels and points as possible."""
    if not points:
        return
    axes.figure.draw_without_rendering()
    pixel = axes.figure.dpi / 72
    panel = axes.get_window_extent()
    pixels = axes.transData.transform([point[:2] for point in points])
    taken = [Bbox.from_extents(x - 6, y - 6, x + 6, y + 6) for x, y in pixels]
    for x, y, text, color in sorted(points, key=lambda point: -point[1]):
        note = axes.annotate(text, (x, y), (0, 0), textcoords="offset points", color=color, fontsize=8, zorder=1.9)
        note.set_path_effects([withStroke(linewidth=2, foreground="white")])
        size = note.get_window_extent().padded(1)
        at = axes.transData.transform((x, y))
        options = [(r, _beside(at, size, dx * r * pixel, dy * r * pixel)) for r in REACH for dx, dy in AROUND]
        reach, box = min(options, key=lambda option: (_conflicts(option[1], taken, panel), option[0]))
        taken.append(box)
        note.set_position(((box.x0 - at[0]) / pixel, (box.y0 - at[1]) / pixel))
        note.set_in_layout(False)
        if reach > REACH[0]:
            nearest = min(max(at[0], box.x0), box.x1), min(max(at[1], box.y0), box.y1)
            end = axes.transData.inverted().transform(nearest)
            axes.plot([x, end[0]], [y, end[1]], color=color, linewidth=0.5, zorder=1)


# Distances of a label from its point, in points, and directions: right, left, above, below, and between.
REACH = [7, 13, 20, 28, 38, 50, 64, 80]
AROUND = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
AROUND += [(1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5)]


def _beside(at: Sequence[float], size: Bbox, dx: float, dy: float) -> Bbox:
    """Where a text of a size lies if moved off a place by (dx, dy), all in pixels."""
    x = at[0] + dx - (0 if dx > 0 else size.width if dx < 0 else size.width / 2)
    y = at[1] + dy - (0 if dy > 0 else size.height if dy < 0 else size.height / 2)
    return Bbox.from_bounds(x, y, size.width, size.height)


def _conflicts(box: Bbox, taken: Sequence[Bbox], panel: Bbox) -> int:
    is_inside = panel.x0 <= box.x0 and box.x1 <= panel.x1 and panel.y0 <= box.y0 and box.y1 <= panel.y1
    return box.count_overlaps(taken) + (0 if is_inside else 100)
