package dev.coffer.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions between packages, as the design draws them. */
@AnalyzeClasses(packages = "dev.coffer.server", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.coffer.server";

  @ArchTest
  static final ArchRule onlyHttpKnowsHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".http..", ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule featuresKnowNeitherWireNorApi =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + ".backup..",
              ROOT + ".instance..",
              ROOT + ".jobs..",
              ROOT + ".warehouse..",
              ROOT + ".kms..",
              ROOT + ".seal..",
              ROOT + ".store..",
              ROOT + ".failure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".wire..", ROOT + ".api..", ROOT + ".http..");

  @ArchTest
  static final ArchRule theWireKnowsNoFeature =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".backup..",
              ROOT + ".instance..",
              ROOT + ".jobs..",
              ROOT + ".warehouse..",
              ROOT + ".kms..",
              ROOT + ".iam..",
              ROOT + ".api..",
              ROOT + ".http..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();
}
