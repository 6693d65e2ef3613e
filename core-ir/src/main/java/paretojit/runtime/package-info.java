/**
 * What running programs need: stores, instances, memories, tables, traps, host functions, and the
 * native ABI between generated code and Java.
 *
 * <pre>
 *   IrModule + Code + Imports --> Instance --invoke--> results | TrapException | ProcExit
 *                                    |
 *       Store: contexts, FuncRefs, memories, tables (native memory, laid out by VmContext)
 *                                    |
 *       Java  --enter-->  generated code  --runtimeCall-->  Java  --enter-->  ...
 * </pre>
 *
 * <p>Invariants: a store is used by one thread at a time; native structures live exactly as long as
 * their store and never move; no exception crosses native code, and code pages are never writable
 * and executable through one address; a page fault is a trap only if {@link
 * paretojit.runtime.FaultRegistry} knows both its code and its memory, else it is HotSpot's. Values
 * travel as bits in longs, 32-bit ones sign-extended.
 *
 * <p>To add a field that generated code sees, edit {@link paretojit.runtime.VmContext}; to add an
 * operation that engines leave to the runtime, edit {@link paretojit.runtime.RuntimeCalls}.
 */
@NullMarked
package paretojit.runtime;

import org.jspecify.annotations.NullMarked;
