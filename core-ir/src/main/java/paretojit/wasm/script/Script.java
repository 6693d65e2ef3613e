package paretojit.wasm.script;

import java.util.List;

/** The commands of a test script, in order. */
public record Script(String file, List<Command> commands) {}
