// SPDX-License-Identifier: Apache-2.0
/**
 * Jetty connectors under a checkpoint. The server, its thread pool, scheduler and handlers stay
 * started; only connectors stop and start. In the order of the flow:
 *
 * <ul>
 *   <li>{@link dev.cracservers.jetty.ServerCheckpoints} makes a whole server ready, as in a Jetty
 *       home: {@code ContextsOfServer} prepares its contexts, {@code ServerBeans} looks after what
 *       it has open beside connectors;
 *   <li>{@link dev.cracservers.jetty.JettyServerResource} is what an application registers;
 *   <li>{@code Connectors} holds what it looks after, {@code ConnectorCycle} takes one connector
 *       through the flow;
 *   <li>{@code ListeningSocket} proves that a listener is gone, {@code KernelSockets} reads that
 *       from the kernel;
 *   <li>{@code InFlight} and {@code AcceptedChannels} know the load, {@code ConnectorDrain} watches
 *       it end, with one {@code ConnectionDrain} for each kind of connection;
 *   <li>{@code RebindAddress} says where to listen afterwards, {@code BindAttempts} gets there, and
 *       {@code SubstituteListener} accepts when a drain is undone under load.
 * </ul>
 */
@NullMarked
package dev.cracservers.jetty;

import org.jspecify.annotations.NullMarked;
