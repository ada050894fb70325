// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test that takes a real image. Where no CRIU works it is skipped and the reason is
 * printed, unless the environment variable {@code CI} is set: there, it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("real-checkpoint")
@ExtendWith(CriuCondition.class)
public @interface RealCheckpoint {}
