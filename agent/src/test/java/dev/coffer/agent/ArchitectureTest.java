package dev.coffer.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Set;

@AnalyzeClasses(packages = "dev.coffer.agent", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.coffer.agent.(*)").should().beFreeOfCycles();

  private static final String[] CONTRACT = {
    "dev.coffer.agent", "dev.coffer.agent.database", "dev.coffer.agent.warehouse"
  };

  @ArchTest
  static final ArchRule THE_CONTRACT_KNOWS_NO_IMPLEMENTATION =
      noClasses()
          .that()
          .resideInAnyPackage(CONTRACT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.coffer.agent.*..").and(resideOutsideOfPackages(CONTRACT)));

  @ArchTest
  static final ArchRule BYTES_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAnyPackage("..pipeline..", "..store..", "..process..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..mariadb..", "..postgresql..", "..backup..", "..local..");

  @ArchTest
  static final ArchRule THE_AGENT_KNOWS_NO_SERVER =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.coffer.agent..",
              "dev.coffer.crypto..",
              "java..",
              "javax.crypto..",
              "javax.net..",
              "com.github.luben.zstd..",
              "org.postgresql..",
              "org.slf4j..",
              "tools.jackson..",
              "jdk.net..",
              "org.jspecify..");

  /**
   * Who may read a whole file or stream, or a line of any length: what is ours, the kernel's or the
   * operator's. All else is a tenant's or the store's and has no bound of its own.
   */
  private static final Set<String> READ_WHOLE =
      Set.of(
          "dev.coffer.agent.Adoptable",
          "dev.coffer.agent.cage.Cages",
          "dev.coffer.agent.cage.Ownership",
          "dev.coffer.agent.cage.ServerRecord",
          "dev.coffer.agent.cage.TakenUids",
          "dev.coffer.agent.host.LastWords",
          "dev.coffer.agent.linux.ProcessStatus",
          "dev.coffer.agent.mariadb.Access",
          "dev.coffer.agent.mariadb.SpareConnections",
          "dev.coffer.agent.postgresql.Federating",
          "dev.coffer.agent.postgresql.Standby",
          "dev.coffer.agent.postgresql.citus.Scripts",
          "dev.coffer.agent.postgresql.server.ControlRole",
          "dev.coffer.agent.volume.MountTable");

  private static final Set<String> UNBOUNDED =
      Set.of("readAllBytes", "readAllLines", "readAllAsString", "readString", "readLine", "lines");

  @ArchTest
  static final ArchRule WHAT_OTHERS_SAY_IS_READ_WITH_A_BOUND =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are not named here", known -> !READ_WHOLE.contains(outermost(known))))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "it reads without a bound",
                  call ->
                      UNBOUNDED.contains(call.getTarget().getName())
                          && (call.getTargetOwner().isAssignableTo(InputStream.class)
                              || call.getTargetOwner().isAssignableTo(Reader.class)
                              || call.getTargetOwner().isAssignableTo(Files.class))));

  private static String outermost(JavaClass known) {
    return known.getName().split("\\$", -1)[0];
  }
}
