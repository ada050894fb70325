// SPDX-License-Identifier: Apache-2.0
/** The notes as a Spring Boot application that can be checkpointed. */
@NullMarked
package dev.cracservers.samples.springboot;

import org.jspecify.annotations.NullMarked;
