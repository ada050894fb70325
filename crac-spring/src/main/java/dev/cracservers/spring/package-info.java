// SPDX-License-Identifier: Apache-2.0
/**
 * Spring Boot applications under checkpoint and restore, by auto-configuration.
 *
 * <ul>
 *   <li>{@code CheckpointInitializer} makes the coordinator before the context refreshes;
 *   <li>{@code SpringCycle} and {@code CheckpointLifecycle} tell Spring's lifecycle its part;
 *   <li>{@code ReadinessResource} refuses readiness, {@code WebServers} has each embedded server
 *       drained and bound again, Jetty by crac-jetty, Tomcat by {@code TomcatResource}, Reactor
 *       Netty by crac-netty, on the event loops of {@code ReactorLoops};
 *   <li>{@code ConfigurationResource} reads the configuration again at a restore;
 *   <li>{@code SslBundleReload} drops SSL bundles and has them read again, {@code WebTls} finds
 *       those of a server;
 *   <li>{@code PooledDataSources} puts each HikariCP pool behind gates, {@code OtherDataSources}
 *       others that can start again, {@code SwappedDataSources} and {@code R2dbcPools} those that
 *       are made again;
 *   <li>{@code HttpClientBeans} and {@code RequestFactories} close HTTP clients, {@code LogFiles}
 *       the files of the log; {@code MissedRuns} keeps schedules from catching up;
 *   <li>{@code CheckpointTrigger} takes checkpoints, {@code CheckpointEndpoint} asks it to; {@code
 *       WarmUps} runs each {@link dev.cracservers.spring.WarmUp} before;
 *   <li>{@code CheckpointMeters} counts them, {@code FailureText} explains what prevented one;
 *   <li>{@link dev.cracservers.spring.TomcatDrainProtocol} is public for Tomcat only.
 * </ul>
 */
@NullMarked
package dev.cracservers.spring;

import org.jspecify.annotations.NullMarked;
