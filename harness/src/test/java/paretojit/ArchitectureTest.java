package paretojit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import paretojit.stencil.build.LibraryCache;

/** The walls between the modules, seen from the one module that sees them all. */
class ArchitectureTest {
  private static final String[] STENCIL = {"paretojit.stencil.."};
  private static final String[] EGRAPH = {
    "paretojit.egraph..",
    "paretojit.inline..",
    "paretojit.loop..",
    "paretojit.rewrite..",
    "paretojit.isel..",
    "paretojit.regalloc..",
    "paretojit.emit.."
  };
  private static final String[] HARNESS = {
    "paretojit.cli..",
    "paretojit.program..",
    "paretojit.suite..",
    "paretojit.measure..",
    "paretojit.peer..",
    "paretojit.stats..",
    "paretojit.report.."
  };

  private final JavaClasses project =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("paretojit");

  @Test
  void everyModuleIsSeen() {
    for (String name :
        Set.of("paretojit.toolchain", "paretojit.stencil", "paretojit.egraph", "paretojit.cli")) {
      assertTrue(project.stream().anyMatch(c -> inPackage(c, name)), "no class of " + name);
    }
  }

  /** A package lives in one module, and only the packages listed above are outside core-ir. */
  @Test
  void packagesAreWhereTheWallsExpectThem() {
    Set<String> stencil = packagesOf("backend-stencil");
    Set<String> egraph = packagesOf("backend-egraph");
    Set<String> harness = packagesOf("harness");
    assertEquals(Set.of(), without(stencil, STENCIL));
    assertEquals(Set.of(), without(egraph, EGRAPH));
    assertEquals(Set.of(), without(harness, HARNESS));
    Set<String> core = packagesOf("core-ir");
    assertFalse(core.isEmpty());
    for (String[] other : new String[][] {STENCIL, EGRAPH, HARNESS}) {
      assertEquals(core, without(core, other));
    }
  }

  @Test
  void theBackEndsDoNotSeeEachOther() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(STENCIL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(EGRAPH));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(EGRAPH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STENCIL));
  }

  @Test
  void coreSeesNoBackEndAndNoHarness() {
    check(
        noClasses()
            .that(
                not(
                    resideInAnyPackage(STENCIL)
                        .or(resideInAnyPackage(EGRAPH))
                        .or(resideInAnyPackage(HARNESS))))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(STENCIL)
                    .or(resideInAnyPackage(EGRAPH))
                    .or(resideInAnyPackage(HARNESS))));
    check(
        noClasses()
            .that(resideInAnyPackage(STENCIL).or(resideInAnyPackage(EGRAPH)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HARNESS));
  }

  @Test
  void theEGraphLibraryStandsAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("paretojit.egraph..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("paretojit.egraph..", "java..", "org.jspecify.annotations"));
  }

  @Test
  void nothingDependsOnTheCommandLine() {
    check(
        noClasses()
            .that(not(resideInAPackage("paretojit.cli..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("paretojit.cli.."));
  }

  /** Libraries by other compilers are built at first use, all through one class. */
  @Test
  void nothingDependsOnBuildStepsButThroughTheCache() {
    check(
        noClasses()
            .that(not(resideInAPackage("paretojit.stencil.build..")))
            .should()
            .dependOnClassesThat(
                resideInAPackage("paretojit.stencil.build..").and(not(type(LibraryCache.class)))));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("paretojit.(**)").should().beFreeOfCycles().check(project);
  }

  /** The package-info is there to be read, and to be null-marked. JMH's generated packages have none. */
  @Test
  void everyPackageIsDescribedAndNullMarked() {
    Set<String> undescribed = new TreeSet<>();
    for (JavaClass type : project) {
      JavaPackage home = type.getPackage();
      if (!home.isAnnotatedWith(NullMarked.class) && !home.getName().endsWith(".jmh_generated")) {
        undescribed.add(home.getName());
      }
    }
    assertEquals(Set.of(), undescribed, "packages without a @NullMarked package-info.java");
  }

  private void check(ArchRule rule) {
    rule.check(project);
  }

  private Set<String> packagesOf(String module) {
    return project.stream()
        .filter(c -> c.getSource().map(s -> isFrom(s.getUri(), module)).orElse(false))
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Maven sees a module of the same build as its folder of classes, or as its jar once there is one. */
  private static boolean isFrom(URI source, String module) {
    return source.toString().contains("/" + module + "/target/");
  }

  private static Set<String> without(Set<String> packages, String[] patterns) {
    Set<String> rest = new TreeSet<>(packages);
    for (String pattern : patterns) {
      String name = pattern.substring(0, pattern.length() - "..".length());
      rest.removeIf(p -> p.equals(name) || p.startsWith(name + "."));
    }
    return rest;
  }

  private static boolean inPackage(JavaClass type, String name) {
    return type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".");
  }
}
