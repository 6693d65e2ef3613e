/**
 * Comparisons of engines, and the report, all derived from a run's results.
 *
 * <pre>
 *   RunResults --Comparison--> ratios with intervals --+--> SummaryTable (terminal)
 *                                                      +--> report.html: package report.html
 *                                                      +--> figures: package report.figure
 *                                                      +--> tables: package report.table
 *                                                      +--> WorkloadTable, Ranking (cmp, rank)
 *   RunResults of two runs ----------------------------> RunDiff --> RunDiffText (diff)
 *                                                      +--> Claim.Verdict (PASS, FAIL)
 *              --SampleExport--> JMH's JSON, a tidy table (CSV, Parquet)
 * </pre>
 *
 * <p>Invariants: nothing is measured here, and no number is shown that is not in the results; files
 * appear complete or not at all; a machine without fonts gets every file but the pictures, which an
 * {@link paretojit.report.Illustrator} draws, as a {@link paretojit.report.PageWriter} writes the
 * report.
 *
 * <p>To add a sentence of what a run says, extend {@code Findings}; to add a derived file, {@link
 * paretojit.report.Reports}.
 */
@NullMarked
package paretojit.report;

import org.jspecify.annotations.NullMarked;
