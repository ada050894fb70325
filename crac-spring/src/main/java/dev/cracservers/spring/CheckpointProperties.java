// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this application goes through a checkpoint.
 *
 * @param onDrainTimeout What to do with requests that are left when DRAIN has used up its time:
 *     give the checkpoint up, or cut them.
 * @param deadline How long each phase may take.
 * @param readiness What the readiness state does.
 * @param datasource What connection pools do.
 * @param checkpoint When a checkpoint is taken.
 * @param secrets Patterns of the names of properties that are not to be in an image, where a star
 *     stands for anything; none if empty.
 * @param warmUp What makes the application warm before a checkpoint is taken.
 */
@ConfigurationProperties("crac")
record CheckpointProperties(
    @DefaultValue("abort") OnDrainTimeout onDrainTimeout,
    @DefaultValue ForPhases deadline,
    @DefaultValue Readiness readiness,
    @DefaultValue Pools datasource,
    @DefaultValue Triggers checkpoint,
    @DefaultValue({
          "*password*",
          "*passphrase*",
          "*secret*",
          "*credential*",
          "*token",
          "*tokens",
          "*key",
          "*keys"
        })
        List<String> secrets,
    @DefaultValue WarmUps warmUp) {

  /** When the application takes a checkpoint by itself. */
  enum Trigger {
    /** Never: only when it is asked to. */
    NEVER,
    /** Once it is ready. */
    READY,
    /** Once it is ready and warmed up. */
    WARM
  }

  /**
   * When a checkpoint is taken.
   *
   * @param on When the application takes a checkpoint by itself.
   */
  record Triggers(@DefaultValue("never") Trigger on) {}

  /**
   * A deadline for each phase, over all resources.
   *
   * @param drain How long requests in flight may take to finish.
   * @param close How long pools and sockets may take to close.
   * @param restore How long the settings of a restore may take to be read.
   * @param reopen How long pools may take to prove a connection.
   * @param rebind How long servers may take to listen again.
   */
  record ForPhases(
      @DefaultValue("30s") Duration drain,
      @DefaultValue("10s") Duration close,
      @DefaultValue("10s") Duration restore,
      @DefaultValue("30s") Duration reopen,
      @DefaultValue("10s") Duration rebind) {}

  /**
   * What the readiness state does.
   *
   * @param delay How long to go on serving after readiness is refused, so that load balancers see
   *     it before connections are refused. It is part of the deadline of DRAIN.
   */
  record Readiness(@DefaultValue("0s") Duration delay) {}

  /**
   * What connection pools do.
   *
   * @param onBorrowedTimeout What to do with connections that are still borrowed when CLOSE has
   *     used up its time: give the checkpoint up, or cut them.
   */
  record Pools(@DefaultValue("abort") OnDrainTimeout onBorrowedTimeout) {}

  /**
   * What makes the application warm before the checkpoint of {@code on=warm}.
   *
   * @param requests The requests that are sent to the application's own server, in turns.
   * @param count How often each request is sent.
   * @param rate How many requests are sent in a second, in all; 0 is as many as are answered.
   * @param threads How many requests are sent at the same time.
   * @param timeout How long an answer may take.
   */
  record WarmUps(
      @DefaultValue List<WarmUpRequest> requests,
      @DefaultValue("1000") int count,
      @DefaultValue("0") double rate,
      @DefaultValue("4") int threads,
      @DefaultValue("10s") Duration timeout) {}

  /**
   * A request that is sent to warm the application up.
   *
   * @param path The path and query, from the root of the server.
   * @param method The method.
   * @param headers The headers, by name; the Content-Type is application/json if none is given.
   * @param body What is sent with the request.
   */
  record WarmUpRequest(
      String path,
      @DefaultValue("GET") String method,
      @DefaultValue Map<String, String> headers,
      @DefaultValue("") String body) {}

  CheckpointSettings settings() {
    return CheckpointSettings.defaults()
        .withDeadline(Phase.DRAIN, deadline.drain())
        .withDeadline(Phase.CLOSE, deadline.close())
        .withDeadline(Phase.RESTORE, deadline.restore())
        .withDeadline(Phase.REOPEN, deadline.reopen())
        .withDeadline(Phase.REBIND, deadline.rebind())
        .withOnDrainTimeout(onDrainTimeout);
  }
}
