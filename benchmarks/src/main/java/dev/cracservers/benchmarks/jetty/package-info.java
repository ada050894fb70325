// SPDX-License-Identifier: Apache-2.0
/**
 * What crac-jetty costs a server while nobody takes a checkpoint: {@link
 * dev.cracservers.benchmarks.jetty.AccountingBenchmark}.
 */
@NullMarked
package dev.cracservers.benchmarks.jetty;

import org.jspecify.annotations.NullMarked;
