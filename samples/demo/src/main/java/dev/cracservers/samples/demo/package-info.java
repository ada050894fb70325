/**
 * What {@code ./demo} runs: {@link dev.cracservers.samples.demo.Demo} takes the sample through a
 * checkpoint under load and two restores, and prints what it measured.
 */
@NullMarked
package dev.cracservers.samples.demo;

import org.jspecify.annotations.NullMarked;
