/**
 * What engines make of a program, as text for people: IR before and after mid-ends, machine code.
 *
 * <pre>
 *   WebAssembly bytes --Lister: every engine of the suite--> Listing: views x functions
 *                        |                                      --pack--> gzip, base64 for HTML
 *                        +-- MachineCode, many artifacts at once --LLVM--> assembly with labels
 * </pre>
 *
 * <p>Invariants: nothing is run and nothing is timed; whatever an engine cannot show is a sentence of
 * why, never a failure; equal builds give equal listings.
 *
 * <p>To add a view, edit {@link paretojit.report.listing.Lister}.
 */
@NullMarked
package paretojit.report.listing;

import org.jspecify.annotations.NullMarked;
