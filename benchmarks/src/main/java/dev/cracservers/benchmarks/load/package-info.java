// SPDX-License-Identifier: Apache-2.0
/**
 * What an adapter leaves of the throughput of a server under the load of a client that nobody here
 * wrote: {@link dev.cracservers.benchmarks.load.Throughput}.
 */
@NullMarked
package dev.cracservers.benchmarks.load;

import org.jspecify.annotations.NullMarked;
