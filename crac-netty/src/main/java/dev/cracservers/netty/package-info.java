// SPDX-License-Identifier: Apache-2.0
/**
 * Netty under a checkpoint. {@link dev.cracservers.netty.NettyServerResource}, {@link
 * dev.cracservers.netty.NettyDatagramResource}, {@link dev.cracservers.netty.NettyClientResource}
 * and {@link dev.cracservers.netty.NettyTlsResource} are what an application registers; of Reactor
 * Netty, {@link dev.cracservers.netty.ReactorServerResource} and {@link
 * dev.cracservers.netty.ReactorHttpResources}. Behind a server, in the order of the flow:
 *
 * <ul>
 *   <li>{@code ServerCycle} is what it does in each phase with {@code ServerSockets}, all that it
 *       has open;
 *   <li>{@code Listener} stops listening, proves it and binds again, by {@code Bootstraps} or
 *       {@code ReactorServer}; {@code RebindAddress} says where to bind and {@code PortOwner} who
 *       is there already;
 *   <li>{@code Connections} knows every accepted channel, from {@code TrackedChild} and {@code
 *       ProtocolWatch}, and {@code Protocols} what each speaks;
 *   <li>a {@code Connection} knows what is under way on one of them and how it ends: {@code
 *       Http1Connection}, which {@code ReceivedBytes} before the codec and {@code HttpMessages}
 *       behind it tell, with {@code HeldResponses} in a drain, {@code Http2Connection}, {@code
 *       WebSocketConnection} and others; {@code Drain} is what they share;
 *   <li>{@code EventLoops} are kept or built anew, and make sure that closed is closed.
 * </ul>
 */
@NullMarked
package dev.cracservers.netty;

import org.jspecify.annotations.NullMarked;
