// SPDX-License-Identifier: Apache-2.0
/**
 * Jetty connectors under a checkpoint. The server, its thread pool, scheduler and handlers stay
 * started; only connectors stop and start. In the order of the flow:
 *
 * <ul>
 *   <li>{@link dev.cracservers.jetty.ServerCheckpoints} makes a whole server ready, as in a Jetty
 *       home: {@code ContextsOfServer} prepares its contexts, {@code ServerBeans} looks after what
 *       it has open beside connectors;
 *   <li>{@link dev.cracservers.jetty.JettyServerResource} is what an application registers, and
 *       {@link dev.cracservers.jetty.JettyClientResource} for a client of its own;
 *   <li>{@code Connectors} holds the connectors, {@code ConnectorCycle} takes one through the flow,
 *       by a {@code Transport} for TCP or unix sockets;
 *   <li>{@code ListeningSocket} proves that a listener is gone, at a {@code BoundAddress} that
 *       reads it from the kernel;
 *   <li>{@code InFlight}, by the {@code ChannelState} of each request, and {@code AcceptedChannels}
 *       know the load, {@code ConnectorDrain} watches it end, with one {@code ConnectionDrain} for
 *       each kind of {@code OpenConnection};
 *   <li>{@code KeyMaterial}, {@code ServerBeans}, {@code Clients} and {@code SessionIds} are what a
 *       server has beside its connectors;
 *   <li>{@code RebindAddress} says where to listen afterwards, {@code BindAttempts} gets there.
 * </ul>
 */
@NullMarked
package dev.cracservers.jetty;

import org.jspecify.annotations.NullMarked;
