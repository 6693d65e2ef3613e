/**
 * What every machine-code encoder needs and no instruction set decides: a growing byte buffer, a
 * constant pool, and tables of the places in the code that someone will look at later.
 *
 * <pre>
 *   encoder (.x64, ...) --bytes--> CodeBuffer
 *                       --values-> ConstantPool   laid out after each function
 *                       --sites--> SiteTable      relocations, trap sites, return addresses
 * </pre>
 *
 * Invariants: little-endian; offsets are bytes from the start of the buffer; everything is reused
 * from function to function, so nothing here allocates once it has grown to its working size.
 *
 * <p>To add a target, write a sub-package with its encoder on top of {@link
 * paretojit.emit.CodeBuffer}; nothing here may name a register.
 */
@NullMarked
package paretojit.emit;

import org.jspecify.annotations.NullMarked;
