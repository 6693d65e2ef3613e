package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.engine.CodeGenerator;
import paretojit.engine.EngineProvider;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.stencil.build.LibraryBuilder;
import paretojit.stencil.build.LibraryCache;
import paretojit.stencil.direct.DirectMode;
import paretojit.stencil.library.LibraryFiles;
import paretojit.stencil.library.LibraryOrigin;
import paretojit.stencil.library.LibraryVariant;
import paretojit.stencil.library.StencilLibrary;

/**
 * Stencils by other compilers do the same as the standard ones, each alone and mixed with them. A
 * sample of each library is built, as a whole one takes most of a minute.
 */
class OtherLibrariesTest {
  private static final int ONE_IN = 16;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"clang, O0", "gcc, O2"})
  void stencilsDoTheSame(String compiler, String level) throws IOException {
    LibraryVariant variant = LibraryVariant.of(compiler, level);
    Optional<String> missing = new LibraryCache(variant).missing();
    assumeTrue(missing.isEmpty(), missing::toString);
    LibraryFiles files = new LibraryFiles(folder.resolve("library"));
    LibraryOrigin origin =
        LibraryBuilder.ofResources(variant, folder.resolve("scratch"))
            .sample(ONE_IN)
            .build(folder.resolve("library"), "sample");
    StencilLibrary library = StencilLibrary.load(files);
    StencilLibrary standard = StencilLibrary.load();
    assertEquals(standard.size(), library.size());
    assertEquals(origin, LibraryOrigin.load(files));

    // The same bytes were checked with the standard library.
    int[] idOfStandard = idsByStencil(library, standard);
    boolean[] differs = new boolean[library.size()];
    for (int id = 0; id < library.size(); id++) {
      differs[id] =
          !Arrays.equals(library.stencil(id).code(), standard.stencil(idOfStandard[id]).code());
    }
    VariantRunner runner = new VariantRunner(library, id -> differs[id]);
    int checked = runner.checkAll();
    assertTrue(checked > 500, "only " + checked + " variants were checked");

    IrEngine engine = engine(new Selector(library));
    RandomPrograms programs = new RandomPrograms();
    for (int seed = 0; seed < 100; seed++) {
      programs.compare(engine, seed, 10 + seed % 5 * 40);
    }
  }

  /** Which stencil of the standard library each one stands for. */
  private static int[] idsByStencil(StencilLibrary library, StencilLibrary standard) {
    int[] ids = new int[library.size()];
    for (int place = 0; place < library.ids().length; place++) {
      if (library.ids()[place] >= 0) {
        ids[library.ids()[place]] = standard.ids()[place];
      }
    }
    return ids;
  }

  private static IrEngine engine(Selector selector) {
    EngineProvider provider =
        new EngineProvider() {
          @Override
          public List<CodeGenerator> codeGenerators() {
            return List.of(new X64StencilGenerator(new DirectMode(), options -> selector));
          }
        };
    return new Engines(List.of(provider)).findIr("stencil@x64");
  }
}
