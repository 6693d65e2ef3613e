package paretojit.runtime.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paretojit.runtime.AbiHeader;
import paretojit.toolchain.LlvmToolchain;

/** Assembles the runtime's assembly files into flat bytes, {@code entry-x64.bin}. Run by the build. */
public final class BuildEntryCode {
  private static final List<String> SOURCES = List.of("entry", "fault");

  private BuildEntryCode() {}

  /** Arguments: the folder of the assembly sources, the class output folder. */
  public static void main(String[] args) throws IOException {
    Path resources = Files.createDirectories(Path.of(args[1], "paretojit", "runtime"));
    Path scratch = Files.createTempDirectory("paretojit-entry");
    try {
      Files.writeString(scratch.resolve("vm_context.h"), AbiHeader.text());
      for (String name : SOURCES) {
        byte[] bytes = assemble(Path.of(args[0], name + ".S"), scratch);
        Path target = resources.resolve(name + "-x64.bin");
        if (!Files.exists(target) || !Arrays.equals(bytes, Files.readAllBytes(target))) {
          Files.write(target, bytes);
        }
      }
    } finally {
      Files.deleteIfExists(scratch.resolve("code.bin"));
      Files.deleteIfExists(scratch.resolve("code.o"));
      Files.deleteIfExists(scratch.resolve("vm_context.h"));
      Files.delete(scratch);
    }
  }

  private static byte[] assemble(Path source, Path scratch) throws IOException {
    String object = scratch.resolve("code.o").toString();
    Path flat = scratch.resolve("code.bin");
    LlvmToolchain llvm = LlvmToolchain.find();
    List<String> assemble = new ArrayList<>(List.of("clang"));
    assemble.addAll(LlvmToolchain.FREESTANDING);
    assemble.addAll(List.of("--target=x86_64-unknown-linux-gnu", "-I", scratch.toString()));
    assemble.addAll(List.of("-c", source.toString(), "-o", object));
    llvm.run(assemble);
    llvm.run(List.of("llvm-objcopy", "-O", "binary", "-j", ".text", object, flat.toString()));
    return Files.readAllBytes(flat);
  }
}
