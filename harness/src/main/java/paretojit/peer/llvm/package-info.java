/**
 * LLVM as an engine: the shared IR through LLVM's optimizer and code generator, in this process.
 *
 * <pre>
 *   Function --FunctionLowering--> LLVM IR --TargetMachine--> object file --ObjectLinker--> NativeArtifact
 *             {@code llvm.build}              {@code llvm.passes}    {@code llvm.codegen}    {@code link}
 *                                       in memory
 * </pre>
 *
 * <p>LLVM's C API is called through the foreign-function interface; {@link
 * paretojit.peer.llvm.Library} is the only class that knows how. Handles of LLVM's objects are
 * {@code long}s.
 *
 * <p>Invariants: the LLVM IR has the meaning of {@link paretojit.ir.Op} exactly: no operation of it
 * can be poison or undefined, so what traps is checked before; a compilation owns one LLVM context
 * and frees it whether it succeeds or not; generated functions are {@code R f(context, parameters…)}
 * in LLVM's C convention and honour the ABI of {@link paretojit.runtime.VmContext}.
 *
 * <p>To lower another opcode, add its case to {@link paretojit.peer.llvm.PureLowering}, {@link
 * paretojit.peer.llvm.MemoryLowering} or {@link paretojit.peer.llvm.CallLowering}.
 */
@NullMarked
package paretojit.peer.llvm;

import org.jspecify.annotations.NullMarked;
