/**
 * {@code report.html}: one file that needs no network, findings first.
 *
 * <pre>
 *   Comparison, figures, provenance --HtmlReport--> overview: findings, figures, LevelSections,
 *                                       |           CellSections, ProvenanceSection
 *                                       +--> a page for each workload and level: WorkloadPages
 *                                              <-- report.listing: IR and machine code
 *   resources report/report.css, report.js ---------> inside the file
 * </pre>
 *
 * <p>Invariants: every text that is not markup is escaped; nothing is fetched; without scripts the
 * pages follow the overview and only sorting, filtering and listings are missed; what colour says is
 * said in words too; whatever scrolls by itself can be reached by keyboard.
 *
 * <p>To add a section, write its class and call it in {@code HtmlReport}.
 */
@NullMarked
package paretojit.report.html;

import org.jspecify.annotations.NullMarked;
