/**
 * WebAssembly's test scripts ({@code .wast}): reading them, and running them on engines.
 *
 * <pre>
 *   text --> Sexpr --> ScriptReader --> Script: a list of Commands --+--> ScriptRunner --> TestOutcome ...
 *                       |                                            |
 *                       +-- wabt: module texts to binaries           +-- an Engine, a Store, "spectest"
 * </pre>
 *
 * <p>Invariants: every command of a script is counted for every engine, as passed, failed or skipped;
 * what is skipped says why. A module whose text cannot be converted, or that needs an unsupported
 * proposal, is skipped together with the commands that use it.
 *
 * <p>To add a kind of command, add a record to {@link paretojit.wasm.script.Command} and follow the
 * compiler's errors.
 */
@NullMarked
package paretojit.wasm.script;

import org.jspecify.annotations.NullMarked;
