package paretojit.wasm.script;

import java.nio.file.Path;
import java.util.List;

/** The commands of a test script, in order. */
public record Script(Path file, List<Command> commands) {}
