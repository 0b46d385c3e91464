package dev.coffer.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.coffer.agent", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.coffer.agent.(*)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_CONTRACT_KNOWS_NO_IMPLEMENTATION =
      noClasses()
          .that()
          .resideInAnyPackage("dev.coffer.agent", "dev.coffer.agent.warehouse")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.coffer.agent.*..")
                  .and(resideOutsideOfPackage("dev.coffer.agent.warehouse")));

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
}
