package bulla.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the house of ARCHITECTURE.md standing: who may use whom. */
class HouseTest {

  /** Each module and the modules that it may use, straight from ARCHITECTURE.md's table. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("ffi", List.of()),
          Map.entry("openssl", List.of("ffi")),
          Map.entry("posix", List.of("ffi")),
          Map.entry("pki", List.of()),
          Map.entry("apacheconf", List.of()),
          Map.entry("tls", List.of("openssl", "pki")),
          Map.entry("http", List.of("tls")),
          Map.entry("revocation", List.of("pki")),
          Map.entry("cfssl", List.of("pki")),
          Map.entry("httpd", List.of("apacheconf", "http", "tls", "revocation", "pki", "posix")),
          Map.entry("ca", List.of("pki", "openssl", "cfssl")),
          Map.entry("responder", List.of("ca", "cfssl", "http", "pki", "tls")),
          Map.entry("caserver", List.of("cfssl", "ca", "responder", "http", "tls", "pki")),
          Map.entry("agent", List.of("pki", "cfssl")));

  private static final JavaClasses BULLA =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("bulla");

  static List<String> modules() {
    return MAY_USE.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void arrowsPointDown(String module) {
    List<String> allowed = MAY_USE.getOrDefault(module, List.of());
    DescribedPredicate<JavaClass> foreign =
        DescribedPredicate.describe(
            "another module than " + allowed,
            type -> {
              if (!type.getPackageName().startsWith("bulla.")) {
                return false;
              }
              String other = type.getPackageName().split("\\.")[1];
              return !other.equals(module) && !allowed.contains(other);
            });
    noClasses()
        .that()
        .resideInAPackage("bulla." + module + "..")
        .should()
        .dependOnClassesThat(foreign)
        .allowEmptyShould(true)
        .check(BULLA);
  }

  @Test
  void foreignMemoryIsSeenOnlyInTheModulesOnTheBorderToC() {
    noClasses()
        .that()
        .resideOutsideOfPackages("bulla.ffi..", "bulla.openssl..", "bulla.posix..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .allowEmptyShould(true)
        .check(BULLA);
  }

  @Test
  void packagesOfTheWebServerUseCoreAndNeverASibling() {
    slices()
        .matching("bulla.httpd.(*)..")
        .namingSlices("httpd's $1")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            JavaClass.Predicates.resideInAPackage("bulla.httpd.core.."))
        .allowEmptyShould(true)
        .check(BULLA);
  }

  @Test
  void theValueModulesKnowNoClock() {
    noClasses()
        .that()
        .resideInAPackage("bulla.pki..")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .allowEmptyShould(true)
        .check(BULLA);
  }
}
