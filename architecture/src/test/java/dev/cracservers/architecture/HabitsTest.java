// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "dev.cracservers", importOptions = OwnClasses.class)
class HabitsTest {
  private static final int PUBLIC_TYPES_OF_AN_ADAPTER = 2;

  /**
   * One entry for each pool, or kind of socket, so that an application loads only what it has. Of
   * Jetty there are servers, whole servers, and clients; on Netty two libraries have servers.
   */
  private static final Map<String, Integer> MORE_PUBLIC_TYPES =
      Map.of("dev.cracservers.jdbc", 6, "dev.cracservers.jetty", 3, "dev.cracservers.netty", 6);

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .should(
              new ArchCondition<JavaClass>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                  events.add(
                      new SimpleConditionEvent(
                          type, marked, type.getPackageName() + " has no @NullMarked"));
                }
              })
          .because("NullAway looks only at what is marked");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .because("Deadline.await waits for a condition and has an end");

  @ArchTest
  static final ArchRule modulesDoNotPrint =
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
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("the application says where its log goes: use slf4j");

  @ArchTest
  static final ArchRule namesSayTheJob =
      noClasses()
          .should()
          .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager)")
          .because("a name says what a class is for, not that it is one");

  @ArchTest
  static final ArchRule adaptersAreSmallOutside =
      classes()
          .that(
              new DescribedPredicate<JavaClass>("are public and top-level in an adapter") {
                @Override
                public boolean test(JavaClass type) {
                  return type.getModifiers()
                          .contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)
                      && type.isTopLevelClass()
                      && !type.getSimpleName().equals("package-info")
                      && type.getPackageName()
                          .matches("dev\\.cracservers\\.(grpc|jetty|jdbc|logging|netty|spring)");
                }
              })
          .should(beAtMost(PUBLIC_TYPES_OF_AN_ADAPTER))
          .because("what is public is for ever");

  private static ArchCondition<JavaClass> beAtMost(int limit) {
    return new ArchCondition<>("be at most " + limit + " in a package") {
      private final Map<String, TreeSet<String>> byPackage = new TreeMap<>();

      @Override
      public void init(Collection<JavaClass> types) {
        types.forEach(
            type ->
                byPackage
                    .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .add(type.getSimpleName()));
      }

      @Override
      public void check(JavaClass type, ConditionEvents events) {
        TreeSet<String> names = byPackage.getOrDefault(type.getPackageName(), new TreeSet<>());
        int allowed = MORE_PUBLIC_TYPES.getOrDefault(type.getPackageName(), limit);
        events.add(
            new SimpleConditionEvent(
                type, names.size() <= allowed, type.getPackageName() + " has " + names));
      }
    };
  }
}
