package paretojit.engine;

/** What a code generator made of a module, not yet installed anywhere. */
public sealed interface Artifact permits NativeArtifact {
  Target target();

  /** Bytes of code, tables of constants included. */
  long codeBytes();
}
