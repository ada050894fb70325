// SPDX-License-Identifier: Apache-2.0
/**
 * What crac-jetty costs a server while nobody takes a checkpoint:
 *
 * <ul>
 *   <li>{@link dev.cracservers.benchmarks.jetty.JettyUnderLoad}: the throughput that is left of it;
 *   <li>{@link dev.cracservers.benchmarks.jetty.AccountingBenchmark}: the same of pipelined
 *       requests, where next to nothing but Jetty itself is paid for.
 * </ul>
 */
@NullMarked
package dev.cracservers.benchmarks.jetty;

import org.jspecify.annotations.NullMarked;
