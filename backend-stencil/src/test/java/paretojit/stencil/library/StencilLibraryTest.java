package paretojit.stencil.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The library as built: complete, small enough to patch, and described by its listing. */
class StencilLibraryTest {
  private final StencilLibrary library = StencilLibrary.load();

  @Test
  void hasEveryVariantThatTheCatalogAllowsAndNoOther() {
    int expected = 0;
    for (Family family : library.catalog().families()) {
      for (int key = 0; key < family.keySpan(); key++) {
        assertEquals(family.allows(key), library.find(family, key) >= 0, family.name());
        expected += family.allows(key) ? 1 : 0;
      }
    }
    assertEquals(expected, library.size());
  }

  @Test
  void holesLieInsideTheirStencil() {
    for (int id = 0; id < library.size(); id++) {
      Stencil stencil = library.stencil(id);
      assertTrue(stencil.code().length <= 248, stencil::name);
      for (Hole hole : stencil.holes()) {
        int end = hole.offset() + hole.kind().width().bytes();
        assertTrue(end <= stencil.code().length, () -> stencil.name() + " " + hole);
      }
    }
  }

  @Test
  void holesOfOneStencilDoNotOverlap() {
    for (int id = 0; id < library.size(); id++) {
      Stencil stencil = library.stencil(id);
      int end = 0;
      for (Hole hole : stencil.holes()) {
        assertTrue(hole.offset() >= end, stencil::name);
        end = hole.offset() + hole.kind().width().bytes();
      }
    }
  }

  @Test
  void aStencilIsTheOneItsKeyNames() {
    Family add = library.catalog().family("iadd_i32");
    Stencil stencil = library.stencil(library.find(add, 0x01a));
    assertEquals("iadd_i32 r14, r15, imm", stencil.name());
    assertEquals(List.of(HoleKind.IMM32), stencil.holes().stream().map(Hole::kind).toList());
  }

  @Test
  void theListingHasTheAssemblyOfEveryStencil() {
    StencilListing listing = StencilListing.load(library.files());
    for (int id = 0; id < library.size(); id++) {
      Stencil stencil = library.stencil(id);
      assertFalse(listing.assembly(stencil).isEmpty(), stencil::name);
    }
  }

  @Test
  void aPackedHoleUnpacksToItself() {
    for (HoleKind kind : HoleKind.values()) {
      for (int addend : new int[] {0, -4, -8, 127, -128}) {
        Hole hole = new Hole(200, kind, addend);
        assertEquals(hole, Hole.unpack(hole.pack()));
      }
    }
  }
}
