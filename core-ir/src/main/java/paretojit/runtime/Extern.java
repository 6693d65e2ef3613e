package paretojit.runtime;

/** Something that a module can import and an instance can export. */
public sealed interface Extern permits Func, Table, LinearMemory, Global {}
