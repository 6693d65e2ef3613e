package paretojit.stencil.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import paretojit.runtime.AbiHeader;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.LibraryFiles;
import paretojit.stencil.library.LibraryOrigin;
import paretojit.stencil.library.LibraryVariant;
import paretojit.stencil.library.StencilLibrary;
import paretojit.toolchain.InputStamp;
import paretojit.toolchain.LlvmToolchain;

/** Builds the standard library with the project: {@code BuildLibrary SOURCE-FOLDER OUTPUT-FOLDER}. */
public final class BuildLibrary {
  private BuildLibrary() {}

  public static void main(String[] args) throws IOException {
    Path sources = Path.of(args[0]).resolve("c");
    Path classes = Path.of(args[1]);
    Path folder = classes.resolve(StencilLibrary.class.getPackageName().replace('.', '/'));
    InputStamp stamp =
        InputStamp.of(
            classes.resolveSibling("stencil-library.stamp"),
            List.of(
                sources,
                classes.resolve("paretojit/stencil/build"),
                folder.resolve("Catalog.class"),
                folder.resolve("Family.class"),
                folder.resolve("OperandKind.class"),
                folder.resolve("Hole.class"),
                folder.resolve("StencilLibrary.class")),
            LlvmToolchain.find().version() + AbiHeader.text());
    Path library = folder.resolve(StencilLibrary.RESOURCE);
    Path properties = folder.resolve(LibraryOrigin.RESOURCE);
    if (stamp.isCurrent() && Files.exists(library) && Files.exists(properties)) {
      return;
    }
    LibraryOrigin origin =
        new LibraryBuilder(LibraryVariant.STANDARD, sources, classes.resolveSibling("stencils"))
            .build(folder, stamp.digest());
    stamp.write();
    StencilLibrary built = StencilLibrary.load(new LibraryFiles(folder));
    System.out.printf(
        "stencil library: %d stencils of %d families, %d bytes of code, built in %.1f s%n",
        built.size(), new Catalog().size(), built.codeStart()[built.size()], origin.buildSeconds());
  }
}
