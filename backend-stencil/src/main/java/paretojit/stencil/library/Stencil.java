package paretojit.stencil.library;

import java.util.List;

/** A stencil taken out of the library for people and tools; hot code reads the packed tables. */
public record Stencil(Family family, int key, byte[] code, List<Hole> holes) {
  /** Family and operand kinds in words: {@code iadd_i32 r14, rdi, imm}. */
  public String name() {
    return family.text(key);
  }
}
