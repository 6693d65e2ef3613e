/**
 * From samples to statements: medians, ratios, geometric means and break-even points, each with an
 * interval; effect sizes, frontiers by draws, and what a series does while it warms up.
 *
 * <pre>
 *   samples by fork --Bootstrap--> draws of a median --+--> Estimate (median, low, high)
 *                                                      +--> GeometricMean of ratios
 *                                                      |      --joint draws--> ParetoFrontier
 *                                                      +--> BreakEven of two engines, of four kinds
 *   samples of two engines --> EffectSize
 *   one process's samples, in order --ChangePoints--> segments --> Warmup
 * </pre>
 *
 * <p>Invariants: no knowledge of engines, files or clocks; the same seed and samples give the same
 * numbers on every machine.
 *
 * <p>To add a statistic, build it from the draws of {@link paretojit.stats.Bootstrap}.
 */
@NullMarked
package paretojit.stats;

import org.jspecify.annotations.NullMarked;
