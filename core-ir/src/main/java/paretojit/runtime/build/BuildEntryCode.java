package paretojit.runtime.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paretojit.runtime.AbiHeader;
import paretojit.toolchain.LlvmToolchain;

/** Assembles {@code entry.S} into the flat bytes that {@code EntryCode} loads. Run by the build. */
public final class BuildEntryCode {
  private BuildEntryCode() {}

  /** Arguments: the folder of the assembly sources, the class output folder. */
  public static void main(String[] args) throws IOException {
    Path source = Path.of(args[0], "entry.S");
    Path resources = Files.createDirectories(Path.of(args[1], "paretojit", "runtime"));
    Path scratch = Files.createTempDirectory("paretojit-entry");
    Path header = scratch.resolve("vm_context.h");
    Path object = scratch.resolve("entry.o");
    Path flat = scratch.resolve("entry.bin");
    try {
      Files.writeString(header, AbiHeader.text());
      LlvmToolchain llvm = LlvmToolchain.find();
      List<String> assemble = new ArrayList<>(List.of("clang"));
      assemble.addAll(LlvmToolchain.FREESTANDING);
      assemble.addAll(List.of("--target=x86_64-unknown-linux-gnu", "-I", scratch.toString()));
      assemble.addAll(List.of("-c", source.toString(), "-o", object.toString()));
      llvm.run(assemble);
      String from = object.toString();
      llvm.run(List.of("llvm-objcopy", "-O", "binary", "-j", ".text", from, flat.toString()));
      byte[] bytes = Files.readAllBytes(flat);
      Path target = resources.resolve("entry-x64.bin");
      if (!Files.exists(target) || !Arrays.equals(bytes, Files.readAllBytes(target))) {
        Files.write(target, bytes);
      }
    } finally {
      Files.deleteIfExists(flat);
      Files.deleteIfExists(object);
      Files.deleteIfExists(header);
      Files.delete(scratch);
    }
  }
}
