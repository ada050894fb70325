// SPDX-License-Identifier: Apache-2.0
/** A Spring Boot application whose work is to talk to others, and that can be checkpointed. */
@NullMarked
package dev.cracservers.samples.springbootclients;

import org.jspecify.annotations.NullMarked;
