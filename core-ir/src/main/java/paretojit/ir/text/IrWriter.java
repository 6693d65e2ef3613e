package paretojit.ir.text;

import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;

/**
 * Writes modules and functions in the text form. The reader reads a module back as it was,
 * with the same numbers; a function alone needs the module whose entities it names.
 */
public final class IrWriter {
  /** Alignment of a stack slot that does not say it, in bytes. */
  static final int DEFAULT_SLOT_ALIGN = 8;

  private final StringBuilder out = new StringBuilder();
  private final boolean withSources;

  private IrWriter(boolean withSources) {
    this.withSources = withSources;
  }

  /** The module's text, without source positions. */
  public static String write(IrModule module) {
    return write(module, false);
  }

  /**
   * The module's text.
   *
   * @param withSources whether to write {@link Function#source} before each instruction, as {@code
   *     @1f3}
   */
  public static String write(IrModule module, boolean withSources) {
    IrWriter writer = new IrWriter(withSources);
    new ModuleWriter(module, writer.out).writeHeader();
    int index = module.importedFunctions();
    for (Function function : module.functions()) {
      int signature = module.functionSignatureIndex(index++);
      boolean first = module.signatures().indexOf(function.signature()) == signature;
      writer.out.append('\n');
      writer.function(function, first ? "" : " sig" + signature);
    }
    return writer.out.toString();
  }

  /** The function's text. */
  public static String write(Function function) {
    IrWriter writer = new IrWriter(false);
    writer.function(function, "");
    return writer.out.toString();
  }

  /** One instruction, as {@code v2 = iadd v0, v1}. */
  public static String write(Function function, int inst) {
    StringBuilder line = new StringBuilder();
    new InstWriter(function, line).write(inst);
    return line.toString();
  }

  private void function(Function f, String signatureMark) {
    out.append("function ").append(name(f.name()));
    out.append(ModuleWriter.signature(f.signature())).append(signatureMark).append(" {\n");
    for (int slot = 0; slot < f.slotCount(); slot++) {
      out.append("    ss").append(slot).append(" = explicit_slot ").append(f.slotSize(slot));
      if (f.slotAlign(slot) != DEFAULT_SLOT_ALIGN) {
        out.append(", align = ").append(f.slotAlign(slot));
      }
      out.append('\n');
    }
    InstWriter insts = new InstWriter(f, out);
    for (int k = 0; k < f.layoutCount(); k++) {
      out.append(k > 0 || f.slotCount() > 0 ? "\n" : "");
      block(f, f.layoutBlock(k), insts);
    }
    out.append("}\n");
  }

  private void block(Function f, int block, InstWriter insts) {
    out.append("block").append(block);
    for (int k = 0; k < f.paramCount(block); k++) {
      int value = f.param(block, k);
      out.append(k == 0 ? "(v" : ", v").append(value).append(": ").append(f.valueType(value));
    }
    out.append(f.paramCount(block) > 0 ? "):\n" : ":\n");
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      out.append("    ");
      if (withSources && f.source(inst) >= 0) {
        out.append('@').append(Integer.toHexString(f.source(inst))).append(' ');
      }
      insts.write(inst);
      out.append('\n');
    }
  }

  /** {@code %name}, quoted if it has other characters than CLIF's names have. */
  static String name(String name) {
    boolean plain = name.matches("[A-Za-z0-9_]+");
    return plain ? "%" + name : "%" + ModuleWriter.quote(name);
  }

  /** The text of a signature, which tells reference kinds from plain i64. */
  public static String write(Signature signature) {
    return ModuleWriter.signature(signature);
  }
}
