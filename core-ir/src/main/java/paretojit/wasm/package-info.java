/**
 * WebAssembly modules into the IR: decoding, validation and SSA construction in one pass.
 *
 * <pre>
 *   bytes --> ModuleParser --> WasmModule (sections)   --> IrModule.Builder --+--> IrModule
 *     |                            |                                          |
 *     +------> FunctionReader <----+  one body at a time --> FunctionBuilder -+
 *                |
 *                +-- Body             place in the code, operand stack
 *                +-- ControlStack     the constructs around an instruction
 *                +-- SsaBuilder       locals to values, block parameters made when read
 *                +-- PlainReader      any instruction in any form; the reader itself has the usual ones
 *                +-- ConstructReader, RareReader   the less frequent instructions
 *
 *   WasmReader    read: all bodies at once; open: each when it is asked for (WasmBodies)
 *   text --> Wat --> bytes
 * </pre>
 *
 * <p>Invariants: what is returned, a module or a body, has been validated as the specification demands; code that
 * cannot be reached is validated and not emitted; block parameters are pruned (each is read);
 * references are I64 values, null being 0; sources of instructions are byte offsets in the module.
 * Supported: WebAssembly 1.0, sign extension, saturating conversions, multiple values, bulk memory,
 * reference types, multiple memories. Other proposals are named in the error.
 *
 * <p>To add an instruction of the table-driven kind, add a row to {@link paretojit.wasm.Opcodes}; any
 * other, a case to {@link paretojit.wasm.PlainReader} or {@link paretojit.wasm.RareReader} and its
 * shape to the same tables.
 */
@NullMarked
package paretojit.wasm;

import org.jspecify.annotations.NullMarked;
