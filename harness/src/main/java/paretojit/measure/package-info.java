/**
 * Measuring: a suite in, checked samples and their summary out.
 *
 * <pre>
 *   Suite --Schedule--> visits in seeded random order
 *      --Experiment--> WorkerProcess (one JVM for each engine and fork) --JSON lines--> Worker
 *      <-- Visit: status, raw samples -------------------------------------------------/
 *                 --ColdStarts--> ColdStart (a JVM for one call, with an AOT cache or without)
 *   Visits --Journal--> journal.jsonl --RunResults--> samples.csv phases.csv code.csv summary.csv
 *   journals of Shards --Merge--> one journal
 *   provenance of two runs or parts --Comparability--> obstacles, remarks
 * </pre>
 *
 * <p>Invariants: nothing measured exists outside the journal, from which every other file is derived;
 * a visit either gave all its samples, checked before and after, or none and a status that says why;
 * whatever measured code does, it costs its own rows only; nothing here knows of any engine.
 *
 * <p>To add a metric, add it to {@link paretojit.measure.Metric} and take it in {@link
 * paretojit.measure.Measurement}. To add a fact of the machine, add it to {@link
 * paretojit.measure.Machine}; to tell another cause of failure apart, edit {@code Fault} (exceptions)
 * or {@code Death} (processes).
 */
@NullMarked
package paretojit.measure;

import org.jspecify.annotations.NullMarked;
