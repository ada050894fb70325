// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.cracservers", importOptions = OwnClasses.class)
class ModulesTest {
  @ArchTest
  static final ArchRule adaptersDoNotKnowEachOther =
      slices()
          .matching("dev.cracservers.(grpc|jetty|jdbc|logging|netty)..")
          .should()
          .notDependOnEachOther()
          .because("an application takes the adapters it needs, and no more");

  @ArchTest
  static final ArchRule nobodyNeedsTheStarter =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.cracservers.spring..", "dev.cracservers.samples..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cracservers.spring..")
          .because("the starter puts adapters together; it is the only one that may know them");

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("dev.cracservers.(**)")
          .should()
          .beFreeOfCycles()
          .because("a module can only be understood by itself if nothing leads back to it");

  @ArchTest
  static final ArchRule coreStandsAlone =
      classes()
          .that()
          .resideInAPackage("dev.cracservers.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cracservers.core..", "java..", "org.crac..", "org.slf4j..", "org.jspecify..")
          .because("every adapter and every application inherits what the core needs");

  @ArchTest
  static final ArchRule engineStandsAlone =
      classes()
          .that()
          .resideInAPackage("dev.cracservers.criu..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cracservers.criu..",
              "java..",
              "javax.management..",
              "com.sun.management..",
              "org.jspecify..",
              // Its jar holds it under a name of our own.
              "org.objectweb.asm..")
          .because("the agent brings the engine into applications that know nothing of us");

  @ArchTest
  static final ArchRule onlyTwoClassesKnowOrgCrac =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.cracservers.core..",
              "dev.cracservers.grpc..",
              "dev.cracservers.jetty..",
              "dev.cracservers.jdbc..",
              "dev.cracservers.logging..",
              "dev.cracservers.netty..",
              "dev.cracservers.spring..")
          .and()
          .haveNameNotMatching(".*\\.core\\.(Bracket|EngineOutcome)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.crac..")
          .because("org.crac changes its entry points; two classes follow it");
}
