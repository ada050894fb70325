// SPDX-License-Identifier: Apache-2.0
/**
 * gRPC under a checkpoint. {@link dev.cracservers.grpc.GrpcServerResource} and {@link
 * dev.cracservers.grpc.GrpcChannelResource} are what an application registers. Behind them:
 *
 * <ul>
 *   <li>{@code RunningServer} is one server, which can be started once; a resource has many, one
 *       after the other;
 *   <li>{@code Calls} counts what is under way, and what has ended in a drain;
 *   <li>{@code FreePort} waits until it is possible to listen.
 * </ul>
 */
@NullMarked
package dev.cracservers.grpc;

import org.jspecify.annotations.NullMarked;
