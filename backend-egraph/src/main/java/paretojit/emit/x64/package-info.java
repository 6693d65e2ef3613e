/**
 * An x86-64 assembler for a just-in-time compiler: instructions in, bytes and relocations out.
 *
 * <pre>
 *   Insn  (one packed int per instruction) \
 *   Reg   (int register numbers)            +--> Encoder --bytes--> CodeBuffer
 *   Mem   (one packed long per operand)    /        |
 *                                                fixups
 *   labels, constants, jump tables, marks --> Assembler --endFunction--> short branches, pool,
 *                                                                        relocations, marks
 * </pre>
 *
 * Invariants: no object is made per instruction; an {@link paretojit.emit.x64.Insn} constant says all
 * there is to know about an instruction's bytes, so a machine IR can use it as its opcode; whatever
 * can be emitted is compared with LLVM's disassembler by {@code EncoderTest}, which finds the rows
 * of the table by reflection, so a new row is tested without being mentioned.
 *
 * <p>To add an instruction, add its line to {@link paretojit.emit.x64.Insn}; for a new operand form,
 * also a method of {@link paretojit.emit.x64.Encoder}.
 */
@NullMarked
package paretojit.emit.x64;

import org.jspecify.annotations.NullMarked;
