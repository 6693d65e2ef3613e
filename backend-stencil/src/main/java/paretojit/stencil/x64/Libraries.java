package paretojit.stencil.x64;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import paretojit.stencil.build.LibraryCache;
import paretojit.stencil.library.LibraryVariant;
import paretojit.stencil.library.StencilLibrary;

/**
 * The libraries of this process, each read at its first use and then shared: their tables are never
 * written.
 */
final class Libraries {
  private final Map<LibraryVariant, Selector> loaded = new ConcurrentHashMap<>();

  /** A library with its way in; it is built first if nobody prepared it. */
  Selector get(LibraryVariant variant) {
    Selector selector = loaded.get(variant);
    return selector != null ? selector : loaded.computeIfAbsent(variant, Libraries::load);
  }

  private static Selector load(LibraryVariant variant) {
    return new Selector(StencilLibrary.load(new LibraryCache(variant).get(message -> {})));
  }
}
