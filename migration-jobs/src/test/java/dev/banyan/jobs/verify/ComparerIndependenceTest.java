package dev.banyan.jobs.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.banyan.jobs.image.ImageOptions;
import dev.banyan.jobs.image.TypeHint;
import dev.banyan.jobs.mapping.spec.TableSpec;
import org.junit.jupiter.api.Test;

/** A comparer that used the encoder's code would repeat its mistakes and call them equal. */
final class ComparerIndependenceTest {

  private static final JavaClasses JOBS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.banyan.jobs");

  /** Plain descriptions of what the mapping file says. */
  private static final DescribedPredicate<JavaClass> DESCRIPTION =
      DescribedPredicate.describe(
          "describes the mapping file",
          type ->
              type.getPackageName().equals("dev.banyan.jobs.mapping.spec")
                  || isOf(type, TableSpec.class)
                  || isOf(type, TypeHint.class)
                  || isOf(type, ImageOptions.class));

  private static boolean isOf(JavaClass type, Class<?> outer) {
    return type.getName().equals(outer.getName())
        || type.getName().startsWith(outer.getName() + "$");
  }

  private static final DescribedPredicate<JavaClass> WRITER =
      DescribedPredicate.describe(
          "belongs to the encoder",
          type ->
              (type.getPackageName().startsWith("dev.banyan.jobs.mapping")
                      || type.getPackageName().startsWith("dev.banyan.jobs.image"))
                  && !DESCRIPTION.test(type));

  @Test
  void comparer_usesNothingOfTheEncoder() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.banyan.jobs.verify.expect",
            "dev.banyan.jobs.verify.found",
            "dev.banyan.jobs.verify.wire")
        .should()
        .dependOnClassesThat(WRITER)
        .check(JOBS);
  }

  @Test
  void jobs_useTheEncoderForRepairsOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.banyan.jobs.verify")
        .and()
        .doNotHaveSimpleName("Repair")
        .and()
        .doNotHaveSimpleName("MappedVerification") // asks compiled mappings for what files say
        .and()
        .doNotHaveSimpleName("VerifiedMappings")
        .and()
        .doNotHaveSimpleName("MappingsOwnItems") // for want of a second opinion, and says so
        .should()
        .dependOnClassesThat(WRITER)
        .check(JOBS);
  }

  @Test
  void encoder_usesNothingOfTheComparer() {
    classes()
        .that()
        .resideInAPackage("dev.banyan.jobs.verify.expect")
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAPackage("dev.banyan.jobs.verify..")
        .check(JOBS);
  }
}
