// SPDX-License-Identifier: Apache-2.0
/**
 * Netty servers under a checkpoint. In the order of the flow:
 *
 * <ul>
 *   <li>{@link dev.cracservers.netty.NettyServerResource} is what an application registers;
 *   <li>{@code ServerSockets} is all it has open;
 *   <li>{@code Listener} stops listening, proves it and binds again; {@code OwnSockets} reads the
 *       proof from the kernel, {@code RebindAddress} says where to bind;
 *   <li>{@code Connections} knows every accepted channel, which {@code TrackedChild} reports to it;
 *   <li>{@code Http1Connection} knows what one of them has under way, from {@code ReceivedBytes}
 *       before the codec and {@code HttpMessages} behind it; {@code Drain} is what they share;
 *   <li>{@code EventLoops} are kept or built anew, and make sure that closed is closed.
 * </ul>
 */
@NullMarked
package dev.cracservers.netty;

import org.jspecify.annotations.NullMarked;
