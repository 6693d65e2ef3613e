/**
 * Facts about the control flow of one function, as int arrays that are computed anew for each.
 *
 * <pre>
 *   Function --> Cfg --> DominatorTree --> LoopForest
 *                 |
 *                 +----> Liveness
 * </pre>
 *
 * <p>Invariants: every class has {@code of(...)} for one use and {@code compute(...)} to be used
 * again and again without new arrays; results are about blocks reachable from the entry only, and
 * the accessors are valid until the next {@code compute}. Arrays handed out may be longer than their
 * contents and are not to be written.
 *
 * <p>To add an analysis, add a class with the same two entries, and a property test against its
 * textbook definition on random graphs.
 */
@NullMarked
package paretojit.ir.analysis;

import org.jspecify.annotations.NullMarked;
