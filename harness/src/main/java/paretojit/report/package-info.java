/**
 * Tables, figures and the report, all derived from a run's results.
 *
 * <pre>
 *   RunResults --Comparison--> ratios with intervals --+--> SummaryTable (terminal)
 *                                                      +--> ParetoFigure (SVG, PNG)
 *                                                      +--> HtmlReport (one file, offline)
 *                                                      +--> WorkloadTable, Ranking (cmp, rank)
 *   RunResults of two runs ----------------------------> RunDiff --> RunDiffText (diff)
 *                                                      +--> Claim.Verdict (PASS, FAIL)
 *              --SampleExport--> JMH's JSON, a tidy table
 * </pre>
 *
 * <p>Invariants: nothing is measured here, and no number is shown that is not in the results; files
 * appear complete or not at all; a machine without fonts gets every file but the pictures.
 *
 * <p>To add a figure, write a class beside {@link paretojit.report.Reports} and call it from there.
 */
@NullMarked
package paretojit.report;

import org.jspecify.annotations.NullMarked;
