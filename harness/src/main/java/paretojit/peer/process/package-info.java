/**
 * Peers that live in a process of their own, which may die or hang without harm to this one.
 *
 * <pre>
 *   Session --ProcessEngine--> Request, a JSON line --> the peer's host program
 *           <----------------- Reply, a JSON line  <---  (times itself)
 * </pre>
 *
 * <p>Invariants: times are taken in the peer's process, so they hold no communication; one process
 * serves all sessions of an engine and compiles each of them afresh; a process that died costs the
 * sessions it had and is replaced for the next.
 *
 * <p>To add such a peer, write its host program and give {@link
 * paretojit.peer.process.ProcessEngine} the command that starts it.
 */
@NullMarked
package paretojit.peer.process;

import org.jspecify.annotations.NullMarked;
