package paretojit.wasm;

import com.dylibso.chicory.log.Logger;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wabt.Wast2JsonModule;
import com.dylibso.chicory.wabt.Wat2WasmModule;
import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The tools of the WebAssembly Binary Toolkit, run as WebAssembly on a file system in memory. */
public enum Wabt {
  /** Text of one module to the binary format. */
  WAT2WASM(Wat2WasmModule::load, Wat2WasmModule::create),
  /** A test script to a list of commands in JSON, and a file for each module. */
  WAST2JSON(Wast2JsonModule::load, Wast2JsonModule::create);

  private static final String FOLDER = "work";

  private final Supplier<WasmModule> module;
  private final Function<Instance, Machine> machine;

  Wabt(Supplier<WasmModule> module, Function<Instance, Machine> machine) {
    this.module = module;
    this.machine = machine;
  }

  /**
   * What a run left.
   *
   * @param status the exit status, 0 when all went well
   * @param errors what the tool wrote to its error stream
   * @param files the files it wrote, by name
   */
  public record Output(int status, String errors, Map<String, byte[]> files) {}

  /**
   * Runs the tool on one file and collects the files it writes.
   *
   * @param name the input's file name, which error messages mention
   * @param output name of the file to write
   */
  public Output run(String name, byte[] input, String output, List<String> options) {
    Configuration unix = Configuration.unix().toBuilder().setAttributeViews("unix").build();
    try (FileSystem files = Jimfs.newFileSystem(unix)) {
      Path folder = Files.createDirectory(files.getPath(FOLDER));
      Path file = folder.resolve(name);
      Files.write(file, input);
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      List<String> arguments = new ArrayList<>(List.of(name(), file.toString()));
      arguments.add("--output=" + folder.resolve(output));
      arguments.addAll(options);
      int status = run(folder, arguments, errors);
      return new Output(status, plain(errors), read(folder, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text without the escapes that colour it. */
  private static String plain(ByteArrayOutputStream errors) {
    return errors.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;]*m", "");
  }

  private int run(Path folder, List<String> arguments, ByteArrayOutputStream errors) {
    WasiOptions options =
        WasiOptions.builder()
            .withStdout(errors)
            .withStderr(errors)
            .withDirectory(folder.toString(), folder)
            .withArguments(arguments)
            .build();
    try (WasiPreview1 wasi =
        WasiPreview1.builder().withLogger(new Silence()).withOptions(options).build()) {
      Instance.builder(module.get())
          .withImportValues(ImportValues.builder().addFunction(wasi.toHostFunctions()).build())
          .withMachineFactory(machine)
          .build();
      return 0;
    } catch (WasiExitException e) {
      return e.exitCode();
    } catch (ChicoryException e) {
      // The tool itself fell over; what it wrote before that is all there is to say.
      errors.writeBytes(
          ("the converter failed: " + e.getMessage()).getBytes(StandardCharsets.UTF_8));
      return 1;
    }
  }

  private static Map<String, byte[]> read(Path folder, Path except) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        if (!path.equals(except)) {
          contents.put(path.getFileName().toString(), Files.readAllBytes(path));
        }
      }
    }
    return contents;
  }

  /** Errors of the tool come as its exit status, so its system calls need no log. */
  private static final class Silence implements Logger {
    @Override
    public void log(Level level, String message, Throwable throwable) {}

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }
  }
}
