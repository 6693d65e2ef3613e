/**
 * Tables of a run as CSV, Markdown and LaTeX, and its numbers as LaTeX macros.
 *
 * <pre>
 *   Comparison --Tables--> Table (texts and exact values) --TableWriter--> .csv .md .tex
 *              --NumberMacros--> numbers.tex
 * </pre>
 *
 * <p>Invariants: all kinds of a table have the same cells; CSV holds exact values, the others what
 * people read; whatever comes from a run is escaped; a macro's name is letters only and its own.
 *
 * <p>To add a table, write a method that builds it in {@link paretojit.report.table.Tables} and name
 * it there.
 */
@NullMarked
package paretojit.report.table;

import org.jspecify.annotations.NullMarked;
