package dev.coffer.crypto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.coffer.crypto",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NEEDS_NOTHING_BUT_THE_JDK_BOUNCY_CASTLE_AND_JACKSON =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.coffer.crypto..",
              "java..",
              "javax.crypto..",
              "org.bouncycastle..",
              "com.fasterxml.jackson.annotation..",
              "tools.jackson..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule PACKAGES_DO_NOT_DEPEND_ON_EACH_OTHER_IN_CIRCLES =
      slices().matching("dev.coffer.crypto.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_ENVELOPES_KNOW_JSON =
      noClasses()
          .that()
          .resideOutsideOfPackage("..envelope..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson..", "com.fasterxml..");

  @ArchTest
  static final ArchRule ONLY_CIPHERS_CALL_FOREIGN_FUNCTIONS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cipher..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");
}
