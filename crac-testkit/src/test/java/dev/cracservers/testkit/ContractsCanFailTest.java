// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A contract that nothing can break promises nothing: each rule meets what breaks it. */
final class ContractsCanFailTest {
  static Stream<Arguments> serverRules() {
    return Stream.of(
        arguments(
            "KEEPS_LISTENING",
            BrokenContracts.Drain.class,
            "noConnectionIsAcceptedOnceDrainHasReturned"),
        arguments("FORGETS_LOAD", BrokenContracts.Drain.class, "aRequestUnderWayIsFinished"),
        arguments("FORGETS_LOAD", BrokenContracts.Drain.class, "requestsOfManyClientsAreFinished"),
        arguments(
            "WAITS_FOR_IDLE_CONNECTIONS",
            BrokenContracts.Drain.class,
            "anIdleConnectionDoesNotHoldTheDrainUp"),
        arguments("COUNTS_NOTHING", BrokenContracts.Drain.class, "aRequestUnderWayIsFinished"),
        arguments("COUNTS_NOTHING", BrokenContracts.Drain.class, "forceCutsWhatIsLeftAndCountsIt"),
        arguments("COUNTS_ON", BrokenContracts.Drain.class, "countsBeginAnewWithEachCycle"),
        arguments(
            "STAYS_CLOSED_WITHOUT_RESTORE",
            BrokenContracts.Drain.class,
            "aDrainThatIsNotDoneInTimeIsGivenUpAndServesOn"),
        arguments(
            "STAYS_CLOSED_WITHOUT_RESTORE",
            BrokenContracts.Drain.class,
            "afterADrainThatWasGivenUpTheNextOneWorks"),
        arguments(
            "STAYS_CLOSED_WITHOUT_RESTORE",
            BrokenContracts.Close.class,
            "aCloseThatIsUndoneServesAgainOnTheSamePort"),
        arguments(
            "STAYS_CLOSED_WITHOUT_RESTORE",
            BrokenContracts.RoundTrip.class,
            "aProcessLeftRunningServesOn"),
        arguments(
            "STAYS_CLOSED_WITHOUT_RESTORE",
            BrokenContracts.RoundTrip.class,
            "afterAFailedImageItServesOn"),
        arguments(
            "KEEPS_A_FILE", BrokenContracts.Close.class, "noDescriptorIsOpenOnceCloseHasReturned"),
        arguments("KEEPS_A_FILE", BrokenContracts.RoundTrip.class, "everyRestoreWorksLikeTheFirst"),
        arguments(
            "KEEPS_IDLE_CONNECTIONS",
            BrokenContracts.Close.class,
            "noDescriptorOfAnIdleConnectionIsOpenOnceCloseHasReturned"),
        arguments(
            "KEEPS_BUSY_CONNECTIONS",
            BrokenContracts.Close.class,
            "noDescriptorOfACutRequestIsOpenOnceCloseHasReturned"),
        arguments("MOVES", BrokenContracts.Rebind.class, "itListensOnThePortItHad"),
        arguments(
            "STAYS_WHERE_IT_WAS",
            BrokenContracts.Rebind.class,
            "itListensOnThePortOfTheRestoreAndStaysThere"),
        arguments(
            "LISTENS_EARLY",
            BrokenContracts.Rebind.class,
            "noConnectionIsAcceptedBeforeAllElseIsReopened"),
        arguments("FAILS_VAGUELY", BrokenContracts.Rebind.class, "aPortThatIsTakenIsAClearError"),
        arguments(
            "WORKS_ONCE", BrokenContracts.Rebind.class, "requestsRightAfterARestoreAreServed"),
        arguments("WORKS_ONCE", BrokenContracts.RoundTrip.class, "everyRestoreWorksLikeTheFirst"),
        arguments("WORKS_ONCE", BrokenContracts.RoundTrip.class, "aCycleWithoutUseInBetweenWorks"),
        arguments("OPENS_MORE_EACH_TIME", BrokenContracts.RoundTrip.class, "descriptorsDoNotAddUp"),
        arguments("LEAVES_THREADS", BrokenContracts.RoundTrip.class, "threadsDoNotAddUp"));
  }

  static Stream<Arguments> poolRules() {
    return Stream.of(
        arguments(
            "CLOSES_IN_DRAIN",
            BrokenContracts.PoolClose.class,
            "theDatabaseIsStillThereUntilAllHaveDrained"),
        arguments(
            "KEEPS_ONE", BrokenContracts.PoolClose.class, "noConnectionIsOpenOnceCloseHasReturned"),
        arguments(
            "CUTS_AT_ONCE",
            BrokenContracts.PoolClose.class,
            "aConnectionThatComesBackInTimeIsNotCut"),
        arguments(
            "NEVER_CUTS",
            BrokenContracts.PoolClose.class,
            "aConnectionThatDoesNotComeBackIsCutAndCounted"),
        arguments(
            "CUTS_UNCOUNTED",
            BrokenContracts.PoolClose.class,
            "aConnectionThatDoesNotComeBackIsCutAndCounted"),
        arguments(
            "REFUSES_BORROWERS",
            BrokenContracts.PoolClose.class,
            "whoWantsAConnectionMeanwhileWaitsAndGetsOne"),
        arguments(
            "STAYS_SHUT_WITHOUT_RESTORE",
            BrokenContracts.PoolClose.class,
            "aCloseThatIsUndoneServesAgain"),
        arguments(
            "PROVES_NOTHING", BrokenContracts.PoolReopen.class, "itWorksOnceReopenHasReturned"),
        arguments(
            "OPENS_EARLY", BrokenContracts.PoolReopen.class, "noConnectionIsOpenedBeforeReopen"),
        arguments(
            "PROVES_NOTHING",
            BrokenContracts.PoolReopen.class,
            "aDatabaseThatIsGoneAfterTheRestoreIsAClearErrorAndNothingRebinds"),
        arguments(
            "FAILS_VAGUELY",
            BrokenContracts.PoolReopen.class,
            "aDatabaseThatIsGoneAfterTheRestoreIsAClearErrorAndNothingRebinds"),
        arguments(
            "TRIES_ONCE",
            BrokenContracts.PoolReopen.class,
            "aDatabaseThatComesBackInTimeIsWaitedFor"),
        arguments(
            "STAYS_SHUT_WITHOUT_RESTORE",
            BrokenContracts.PoolReopen.class,
            "anUndoWithoutDatabaseRecoversOnceItIsBack"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("serverRules")
  void aBrokenServerFails(BrokenServer.Fault fault, Class<?> contract, String rule) {
    BrokenContracts.serverFault = fault;
    assertFails(contract, rule);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("poolRules")
  void aBrokenPoolFails(BrokenPool.Fault fault, Class<?> contract, String rule) {
    BrokenContracts.poolFault = fault;
    assertFails(contract, rule);
  }

  @Test
  void everyRuleIsBrokenByAtLeastOneFault() {
    Set<String> broken =
        Stream.concat(serverRules(), poolRules())
            .map(each -> String.valueOf(each.get()[2]))
            .collect(Collectors.toSet());
    Set<String> rules =
        Stream.of(
                ConnectorDrainContract.class,
                ConnectorCloseContract.class,
                ConnectorRebindContract.class,
                PoolCloseContract.class,
                PoolReopenContract.class,
                RoundTripContract.class)
            .flatMap(contract -> Stream.of(contract.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName())
            .collect(Collectors.toSet());

    assertThat(broken).isEqualTo(rules);
  }

  private static void assertFails(Class<?> contract, String rule) {
    BrokenContracts.asked = true;
    try {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectMethod(contract, rule))
          .execute()
          .testEvents()
          .assertStatistics(counts -> counts.started(1).failed(1));
    } finally {
      BrokenContracts.asked = false;
    }
  }
}
