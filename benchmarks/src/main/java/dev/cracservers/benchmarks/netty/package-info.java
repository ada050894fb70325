/**
 * What the Netty adapter costs:
 *
 * <ul>
 *   <li>{@link dev.cracservers.benchmarks.netty.NettyUnderLoad}: its handlers, while nobody takes a
 *       checkpoint;
 *   <li>{@link dev.cracservers.benchmarks.netty.IdleDrain}: a checkpoint of a server with many idle
 *       connections.
 * </ul>
 */
@NullMarked
package dev.cracservers.benchmarks.netty;

import org.jspecify.annotations.NullMarked;
